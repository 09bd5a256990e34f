import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Stage } from '../../runbook-runner/actions/kind.ts';
import { json, type Running, serveHttp } from '../support/servers.ts';
import { actionInput, actionKindOf } from './support.ts';
import { does, takesBack } from './ways.ts';

const keys = { path: '/keys', slots: '$.pay' };
const rotation = {
  keys,
  stage: { path: '/stage', takes: '50ms' },
  verify: { path: '/verify' },
  switch: { path: '/switch' },
  back: { path: '/back' },
};
const retirement = { keys, retire: { path: '/retire' } };

interface Slot {
  state: string;
  keyId: string | null;
  since: string | null;
}
let now: number;
let pay: { active: 'a' | 'b'; slots: Record<'a' | 'b', Slot> };
let posts: string[];
let idempotency: unknown[];
/** Path whose request is not answered: the connection is reset, after it was done or before. */
let lost: { path: string; done: boolean } | undefined;
/** Which requests the service refuses, and how. */
let refused: (path: string) => boolean;
let refusal: number;

const other = (): 'a' | 'b' => (pay.active === 'a' ? 'b' : 'a');
const set = (name: 'a' | 'b', state: string, keyId: string | null = pay.slots[name].keyId) => {
  pay.slots[name] = { state, keyId, since: new Date(now++).toISOString() };
};
const moves: Record<string, () => void> = {
  '/stage': () => set(other(), 'staged', `k${posts.length}`),
  '/verify': () => set(other(), 'verified'),
  '/switch': () => {
    const [from, to] = [pay.active, other()] as const;
    set(from, 'verified');
    pay.active = to;
    set(to, 'active');
  },
  '/back': () => {
    moves['/switch']?.();
    set(other(), 'staged');
  },
  '/retire': () => set(other(), 'retired'),
};

let service: Running;
beforeEach(async () => {
  now = Date.parse('2026-11-22T10:00:00Z');
  const since = new Date(now++).toISOString();
  pay = {
    active: 'a',
    slots: { a: { state: 'active', keyId: 'k0', since }, b: { state: 'empty', keyId: null, since: null } },
  };
  [posts, idempotency, lost, refused, refusal] = [[], [], undefined, () => false, 422];
  service = await serveHttp((request, response) => {
    const { method, url = '' } = request;
    if (method === 'GET') return json(200, { pay })(request, response);
    posts.push(url);
    idempotency.push(request.headers['idempotency-key']);
    if (refused(url)) return json(refusal, {})(request, response);
    const cut = lost?.path === url ? lost : undefined;
    if (cut === undefined || cut.done) moves[url]?.();
    if (cut) return request.socket.resetAndDestroy();
    json(200, pay)(request, response);
  });
});
afterEach(() => service.close());

const input = (operation: object, before?: unknown, stages: Stage[] = []) =>
  actionInput('rotate-key', operation, { baseUrl: service.url, before, stages });

test('the stages are told before, and done one after the other, each with a key of its own', async () => {
  const stages: Stage[] = [];
  const { plan, outcome } = await does('rotate-key', input(rotation, undefined, stages));
  expect(plan).toMatchObject({
    changes: [{ path: '/active', from: 'a', to: 'b' }],
    stages: [{ id: 'stage', expectedMs: 50 }, { id: 'verify' }, { id: 'switch' }],
  });
  expect(stages.map(({ id }) => id)).toEqual(['stage', 'verify', 'switch']);
  expect(idempotency).toEqual(['key-1.stage', 'key-1.verify', 'key-1.switch']);
  expect(outcome).toMatchObject({ status: 'done', assertions: [{ outcome: 'pass' }] });
  expect(pay.active).toBe('b');
});

describe('a rotation that was cut off goes on from where it stands', () => {
  test.each([
    ['/stage', false, ['/stage', '/verify', '/switch']],
    ['/stage', true, ['/verify', '/switch']],
    ['/verify', true, ['/verify', '/switch']],
    ['/switch', false, ['/verify', '/switch']],
  ])('at %s, done %o', async (path, done, left) => {
    lost = { path, done };
    const { outcome } = await does('rotate-key', input(rotation));
    expect(outcome).toMatchObject({
      status: 'unknown',
      state: expect.stringMatching(/^It stopped at “.+ Now slot a/),
    });
    lost = undefined;
    posts = [];
    expect((await does('rotate-key', input(rotation))).outcome).toMatchObject({ status: 'done' });
    expect(posts).toEqual(left);
    expect(pay.active).toBe('b');
  });

  test.each([
    ['staged', 422],
    ['verified', 422],
    ['staged', 401],
    ['staged', 403],
  ])('and a key that was %s and has ended since, as %i says, is replaced', async (state, status) => {
    refusal = status;
    set('b', state, 'ended');
    const stages: Stage[] = [];
    refused = (path) => path === '/verify' && pay.slots.b.keyId === 'ended';
    const { plan, outcome } = await does('rotate-key', input(rotation, undefined, stages));
    expect(plan.summary).toContain('A staged key that is refused is replaced by another.');
    expect(outcome).toMatchObject({ status: 'done', assertions: [{ outcome: 'pass' }] });
    expect(stages.map(({ id }) => id)).toEqual(['verify', 'stage-anew', 'verify-anew', 'switch-anew']);
    expect(new Set(idempotency).size).toBe(4);
    expect(pay).toMatchObject({ active: 'b', slots: { b: { state: 'active' } } });
  });

  test('and stops where the other key fails too', async () => {
    set('b', 'staged', 'ended');
    refused = (path) => path === '/verify';
    const { outcome } = await does('rotate-key', input(rotation));
    expect(outcome).toMatchObject({ status: 'refused', state: expect.stringContaining('“Verify that key”') });
    expect(posts).toEqual(['/verify', '/stage', '/verify']);
    expect(pay.active).toBe('a');
  });

  test.each([429, 500, 502, 503])('but not where %i says nothing of the staged key', async (status) => {
    set('b', 'staged', 'k1');
    [refused, refusal] = [(path) => path === '/verify', status];
    const { outcome } = await does('rotate-key', input(rotation));
    expect(outcome).toMatchObject({ state: expect.stringContaining('slot b is staged (key k1)') });
    expect(posts).toEqual(['/verify']);
    refused = () => false;
    expect((await does('rotate-key', input(rotation))).outcome).toMatchObject({ status: 'done' });
    expect(pay.slots.b).toMatchObject({ state: 'active', keyId: 'k1' });
  });

  test('nor where another rotation switched to that key meanwhile', async () => {
    set('b', 'staged', 'k1');
    refused = (path) => {
      if (path === '/verify') moves['/switch']?.();
      return path === '/verify';
    };
    const { outcome } = await does('rotate-key', input(rotation));
    expect(outcome).toMatchObject({ state: expect.stringContaining('“Verify it”') });
    expect(posts).toEqual(['/verify']);
    expect(pay).toMatchObject({ active: 'b', slots: { a: { state: 'verified', keyId: 'k0' } } });
  });

  test('nor where no answer tells anything of the staged key', async () => {
    set('b', 'staged', 'k1');
    lost = { path: '/verify', done: false };
    expect((await does('rotate-key', input(rotation))).outcome).toMatchObject({ status: 'unknown' });
    expect(posts).toEqual(['/verify']);
  });

  test('and says how to see where it stands when it was given up, and reads nothing more', async () => {
    const over = new AbortController();
    refused = (path) => {
      if (path === '/verify') over.abort();
      return false;
    };
    const { outcome } = await does('rotate-key', { ...input(rotation), signal: over.signal });
    const unread =
      'The slots could not be read: The run was given up before. A dry run of the action tells it.';
    expect(outcome).toMatchObject({ status: 'unknown', state: expect.stringContaining(unread) });
  });

  test('after the switch there is nothing left, and the old key is never switched to by mistake', async () => {
    lost = { path: '/switch', done: true };
    await does('rotate-key', input(rotation));
    lost = undefined;
    const { plan } = await does('rotate-key', input(rotation));
    expect(plan.obstacle).toMatchObject({ status: 'unmet' });
    expect(plan.obstacle?.problem.message).toContain('slot b is active');
    expect(pay.active).toBe('b');
  });
});

describe('the way back', () => {
  test('switches to the replaced key', async () => {
    const { plan } = await does('rotate-key', input(rotation));
    expect((await takesBack('rotate-key', input(rotation, plan.before))).outcome).toMatchObject({
      status: 'done',
      assertions: [{ outcome: 'pass' }],
    });
    expect(pay.active).toBe('a');
  });

  test('has nothing to do before the switch', async () => {
    lost = { path: '/verify', done: true };
    const { plan } = await does('rotate-key', input(rotation));
    expect((await takesBack('rotate-key', input(rotation, plan.before))).outcome).toMatchObject({
      unchanged: true,
    });
    expect(pay.active).toBe('a');
  });

  test('is gone once the replaced key is retired, and retiring has none', async () => {
    const { plan } = await does('rotate-key', input(rotation));
    expect((await does('rotate-key', input(retirement))).outcome).toMatchObject({ status: 'done' });
    const back = await takesBack('rotate-key', input(rotation, plan.before));
    expect(back.plan.obstacle).toMatchObject({ status: 'unmet' });
    expect(back.plan.obstacle?.problem.message).toContain('slot a is retired (key k0)');
    expect(actionKindOf('rotate-key').back?.(input(retirement).operation)).toBeUndefined();
    expect(posts).not.toContain('/back');
  });
});

test('only a key that a switch replaced is retired', async () => {
  set('b', 'verified', 'k1');
  expect((await does('rotate-key', input(retirement))).plan.obstacle).toMatchObject({ status: 'unmet' });
  expect(posts).toEqual([]);
});

test('a document without two slots stops the plan', async () => {
  const { plan } = await does('rotate-key', input({ ...rotation, keys: { ...keys, slots: '$.none' } }));
  expect(plan.obstacle).toMatchObject({ status: 'error', problem: { class: 'malformed-response' } });
});
