import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Stage } from '../../runbook-runner/actions/kind.ts';
import { json, type Running, serveHttp } from '../support/servers.ts';
import { actionInput } from './support.ts';
import { does, takesBack } from './ways.ts';

const operation = { rollback: { path: '/rollback' }, to: '{revision}' };

/** The one setting of each revision; the last is in force. */
let revisions: number[];
let posts: { revision: number; ifMatch: unknown }[];
let meanwhile: (() => void) | undefined;
/** A service that answers well and does nothing. */
let lazy: boolean;
/** What the service names as the target of its plan, in place of the one that it was asked for. */
let foretold: number | undefined;
let service: Running;
beforeEach(async () => {
  [revisions, posts, meanwhile, lazy, foretold] = [[1, 2, 3], [], undefined, false, undefined];
  service = await serveHttp(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    if (request.method === 'GET') {
      const target = Number(url.searchParams.get('revision'));
      const [from, to] = [revisions.at(-1), revisions[target - 1]];
      if (to === undefined)
        return json(422, { detail: `There is no revision ${target}.` })(request, response);
      response.setHeader('etag', `"${revisions.length}"`);
      json(200, {
        ...{ revision: revisions.length, target: foretold ?? target },
        changes: from === to ? [] : [{ path: '/rate', from, to }],
        stages: [
          { name: 'hold new work', expectedMs: 0 },
          { name: 'apply', expectedMs: 40 },
        ],
        atRisk: { queued: { count: 3, amount: 900 }, inFlight: { count: 0, amount: 0 } },
      })(request, response);
      return meanwhile?.();
    }
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { revision } = JSON.parse(text);
    const ifMatch = request.headers['if-match'];
    posts.push({ revision, ifMatch });
    if (ifMatch !== `"${revisions.length}"`) return json(412, {})(request, response);
    if (!lazy) revisions.push(revisions[revision - 1] ?? 0);
    json(200, { revision: revisions.length })(request, response);
  });
});
afterEach(() => service.close());

const input = (revision = 1, before?: unknown, stages: Stage[] = []) =>
  actionInput('rollback', operation, { baseUrl: service.url, parameters: { revision }, before, stages });

test('a revision that does not exist is refused in the words of the service', async () => {
  const { plan } = await does('rollback', input(77));
  expect(plan.obstacle).toMatchObject({
    status: 'error',
    problem: {
      ...{ class: 'unexpected-status', status: 422 },
      message: expect.stringMatching(/answered 422, not 200\. It says: There is no revision 77\.$/),
    },
  });
  expect(posts).toEqual([]);
});

test('a plan of another revision than was asked for is not followed', async () => {
  foretold = 2;
  const { plan } = await does('rollback', input(1));
  expect(plan.obstacle).toMatchObject({
    status: 'error',
    problem: {
      class: 'malformed-response',
      message: expect.stringContaining('to revision 2, and was asked for 1'),
    },
  });
  expect(posts).toEqual([]);
});

test('the plan tells what changes, the stages that are done with their time, and what is at risk', async () => {
  const stages: Stage[] = [];
  const { plan, outcome } = await does('rollback', input(1, undefined, stages));
  expect(plan).toMatchObject({
    summary: expect.stringContaining('from revision 3 back to 1'),
    changes: [{ path: '/rate', from: 3, to: 1 }],
    stages: [
      { id: 'roll-back', title: 'Roll back to revision 1 (hold new work; apply)', expectedMs: 40 },
      { id: 'confirm', title: 'Confirm what is in force' },
    ],
    risks: ['queued: 3 (amount 900)'],
  });
  expect(stages).toEqual(plan.stages);
  expect(posts).toEqual([{ revision: 1, ifMatch: '"3"' }]);
  expect(outcome).toMatchObject({ status: 'done', assertions: [{ outcome: 'pass' }] });
});

test('a revision that is as what is in force needs no request', async () => {
  expect((await does('rollback', input(3))).outcome).toEqual({ status: 'done', unchanged: true });
  expect(posts).toEqual([]);
});

test('someone who changes it between the plan and the rollback is not overwritten', async () => {
  meanwhile = () => {
    revisions.push(9);
    meanwhile = undefined;
  };
  expect((await does('rollback', input())).outcome).toMatchObject({
    status: 'refused',
    problem: { class: 'changed-meanwhile' },
    state: 'Revision 4 is in force; it was 3 before.',
  });
  expect(revisions.at(-1)).toBe(9);
});

test('a rollback whose confirmation could not be begun is not seen to hold', async () => {
  const given = input();
  const problem = { class: 'internal', outcome: 'error', message: 'The disk is full.' } as const;
  const stage: typeof given.stage = async (one, work) =>
    one.id === 'confirm' ? { status: 'error', problem } : given.stage(one, work);
  expect((await does('rollback', { ...given, stage })).outcome).toMatchObject({
    status: 'done',
    assertions: [{ outcome: 'error', detail: 'The disk is full.' }],
  });
});

test('a rollback that was accepted and not made is found out', async () => {
  lazy = true;
  expect((await does('rollback', input())).outcome).toMatchObject({
    status: 'done',
    assertions: [{ outcome: 'fail', detail: expect.stringContaining('/rate: 3 -> 1') }],
  });
});

test('a revision that there is not stops the plan', async () => {
  expect((await does('rollback', input(77))).plan.obstacle).toMatchObject({ status: 'error' });
});

describe('the way back', () => {
  test('goes forward to what was in force', async () => {
    const { plan } = await does('rollback', input());
    expect((await takesBack('rollback', input(1, plan.before))).outcome).toMatchObject({ status: 'done' });
    expect(revisions).toEqual([1, 2, 3, 1, 3]);
  });

  test('refuses where someone else changed it since', async () => {
    const { plan } = await does('rollback', input());
    revisions.push(9);
    const { obstacle } = (await takesBack('rollback', input(1, plan.before))).plan;
    expect(obstacle).toMatchObject({ status: 'unmet', problem: { class: 'changed-meanwhile' } });
    expect(obstacle?.problem.message).toContain('/rate: 9 -> 3');
    expect(revisions.at(-1)).toBe(9);
  });

  test('has nothing to do when it was never made', async () => {
    const kept = (await does('rollback', input())).plan.before;
    revisions.splice(3);
    expect((await takesBack('rollback', input(1, kept))).outcome).toMatchObject({ unchanged: true });
  });
});
