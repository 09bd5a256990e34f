import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract } from '../contract.ts';
import { type Ask, openWorld, type World } from '../world.ts';

const { violations } = contract('order-sync.openapi.yaml');
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

interface Revision {
  readonly revision: number;
  readonly config: Readonly<Record<string, unknown>>;
}

const operate = (path: string, ask: Ask = {}) => world.orderSync.ask(path, { token: world.operator, ...ask });
const patch = (json: unknown, headers: Record<string, string> = {}) =>
  operate('/config', {
    method: 'PATCH',
    json,
    headers: { 'content-type': 'application/merge-patch+json', ...headers },
  });
const now = async (): Promise<Revision> => (await operate('/config')).body as Revision;

describe('PATCH /config', () => {
  test('changes what the merge patch names, removes what is null in it, and tells the revision as ETag', async () => {
    const before = await now();
    const answer = await patch({
      throttle: { requestsPerSecond: 20 },
      mapping: { lumenpay: [{ from: '/total', to: '/amount', as: 'integer' }] },
      versions: { lumenpay: null },
    });
    expect(answer.status).toBe(200);
    expect(violations('patchConfig', answer)).toEqual([]);
    expect(answer.headers.etag).toBe(`"${before.revision + 1}"`);
    expect(answer.body).toMatchObject({
      revision: before.revision + 1,
      change: expect.stringContaining('/throttle/requestsPerSecond: null -> 20'),
      config: {
        throttle: { requestsPerSecond: 20 },
        fallback: { mode: 'off' },
        versions: { lumenpay: null },
      },
    });
    const undone = await patch({
      throttle: { requestsPerSecond: null },
      mapping: { lumenpay: null },
      versions: { lumenpay: '2026-03-01' },
    });
    expect((undone.body as Revision).config).toEqual(before.config);
  });

  test.each([
    [{ throttle: { requestsPerSecond: '5' } }, '/throttle/requestsPerSecond'],
    [{ fallback: { mode: 'sometimes' } }, '/fallback/mode'],
    [{ degraded: null }, '/degraded'],
    [{ mapping: { lumenpay: [{ from: 'total', to: '/amount' }] } }, '/mapping/lumenpay/0/from'],
    [{ defaults: { lumenpey: { '/amount': 1 } } }, '/defaults'],
    [{ unknownFields: 'ignore' }, '/unknownFields'],
    [{ colour: 'red' }, ''],
  ])('%j is refused at %s, and changes nothing', async (json, pointer) => {
    const before = await now();
    const answer = await patch(json);
    expect(answer.status).toBe(422);
    expect(violations('patchConfig', answer)).toEqual([]);
    const { errors } = answer.body as { errors: { pointer: string }[] };
    expect(errors.map((error) => error.pointer)).toContainEqual(expect.stringMatching(`^${pointer}`));
    expect(await now()).toEqual(before);
  });

  test('with If-Match, of twenty at once exactly one changes it', async () => {
    const { revision } = await now();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_one, index) =>
        patch({ throttle: { requestsPerSecond: 100 + index } }, { 'if-match': `"${revision}"` }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)]);
    const lost = answers.find(({ status }) => status === 412);
    expect(lost && violations('patchConfig', lost)).toEqual([]);
    expect((await now()).revision).toBe(revision + 1);
    await patch({ throttle: { requestsPerSecond: null } });
  });

  test('a repeated key gets its first answer, though the revision moved on meanwhile', async () => {
    const { revision } = await now();
    const headers = { 'if-match': `"${revision}"`, 'idempotency-key': crypto.randomUUID() };
    const [first, again] = [
      await patch({ unknownFields: 'drop' }, headers),
      await patch({ unknownFields: 'drop' }, headers),
    ];
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    expect((await patch({ unknownFields: 'keep' }, headers)).status).toBe(422);
    await patch({ unknownFields: 'keep' });
  });

  test('another type of body is refused', async () => {
    const answer = await patch({}, { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
    expect(violations('patchConfig', answer)).toEqual([]);
  });
});

describe('rolling back', () => {
  test('the plan tells changes, stages and what is at risk, and changes nothing', async () => {
    const target = await now();
    await patch({ fallback: { mode: 'cached', maxAgeSeconds: 60 } });
    const before = await now();
    const plan = await operate(`/config/rollback?revision=${target.revision}`);
    expect(violations('planRollback', plan)).toEqual([]);
    expect(plan.headers.etag).toBe(`"${before.revision}"`);
    expect(plan.body).toMatchObject({
      revision: before.revision,
      target: target.revision,
      changes: [
        { path: '/fallback/mode', from: 'cached', to: 'off' },
        { path: '/fallback/maxAgeSeconds', from: 60, to: 14_400 },
      ],
      atRisk: { quarantined: { count: 0, amount: 0 } },
    });
    expect(await now()).toEqual(before);
    const done = await operate('/config/rollback', { method: 'POST', json: { revision: target.revision } });
    expect((done.body as Revision).config).toEqual(target.config);
    expect(done.headers.etag).toBe(`"${before.revision + 1}"`);
  });

  test.each(['0', '999', 'x', ''])('there is no plan for revision "%s"', async (revision) => {
    const answer = await operate(`/config/rollback?revision=${revision}`);
    expect(answer.status).toBe(422);
    expect(violations('planRollback', answer)).toEqual([]);
  });

  test('it holds to If-Match too', async () => {
    const { revision } = await now();
    const ask = { method: 'POST', json: { revision: 1 }, headers: { 'if-match': '"1"' } } as const;
    const answer = await operate('/config/rollback', ask);
    expect(answer.status).toBe(412);
    expect(violations('rollBack', answer)).toEqual([]);
    expect((await now()).revision).toBe(revision);
  });
});
