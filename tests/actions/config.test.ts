import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portsOf } from '../checks/support.ts';
import { type ConfigService, configService } from './operator-api.ts';
import { actionInput, actionKindOf } from './support.ts';
import { takesBack } from './ways.ts';

const kind = actionKindOf('config');
const operation = {
  config: { path: '/config', settings: '$.config' },
  set: { fallback: { mode: 'cached', maxAgeSeconds: '{age}' } },
};
const parameters = { age: 600 };
const ports = portsOf({});

let service: ConfigService;
beforeEach(async () => {
  service = await configService({
    fallback: { mode: 'off', maxAgeSeconds: 14_400 },
    throttle: { requestsPerSecond: null },
    defaults: {},
  });
});
afterEach(() => service.close());

const input = (more: object = {}, before?: unknown) =>
  actionInput('config', { ...operation, ...more }, { baseUrl: service.url, parameters, before });

/** Plans and makes the change, as core does; what was kept before it. */
async function make(more: object = {}) {
  const plan = await kind.plan(input(more), ports);
  return { plan, outcome: await kind.run(input(more, plan.before), ports) };
}

const takeBack = (before: unknown, more: object = {}) => takesBack('config', input(more, before));

test('a plan reads what stands and tells each value that it would replace; nothing is changed', async () => {
  const plan = await kind.plan(input(), ports);
  expect(plan).toMatchObject({
    changes: [
      { path: '/fallback/mode', from: 'off', to: 'cached' },
      { path: '/fallback/maxAgeSeconds', from: 14_400, to: 600 },
    ],
    body: '{"fallback":{"mode":"cached","maxAgeSeconds":600}}',
    request: { method: 'PATCH' },
  });
  expect(plan.summary).toContain('/fallback/mode: "off" -> "cached"');
  expect(service.changes).toEqual([]);
});

test('the change is sent with the revision that was read, as a merge patch, with its key', async () => {
  const { outcome } = await make();
  expect(outcome).toMatchObject({ status: 'done', assertions: [{ assertion: 'settings', outcome: 'pass' }] });
  expect(service.changes).toMatchObject([
    {
      headers: {
        'if-match': '"7"',
        'content-type': 'application/merge-patch+json',
        'idempotency-key': 'key-1',
      },
    },
  ]);
  expect(service.config).toMatchObject({ fallback: { mode: 'cached', maxAgeSeconds: 600 }, defaults: {} });
});

test('what is so already needs no request, and leaves nothing to take back', async () => {
  service.config = { ...service.config, fallback: { mode: 'cached', maxAgeSeconds: 600 } };
  const { plan, outcome } = await make();
  expect(plan).toMatchObject({ changes: [], body: null });
  expect(plan.request).toBeUndefined();
  expect(outcome).toEqual({ status: 'done', unchanged: true });
  expect(service.changes).toEqual([]);
});

test('someone who changes it between the look and the change is not overwritten', async () => {
  const plan = await kind.plan(input(), ports);
  service.revision = 8;
  const outcome = await kind.run(input({}, plan.before), ports);
  expect(outcome).toMatchObject({
    status: 'refused',
    problem: { class: 'changed-meanwhile' },
    state: 'Now /fallback/mode is "off", /fallback/maxAgeSeconds is 14400.',
  });
  expect(service.config).toMatchObject({ fallback: { mode: 'off' } });
});

test('a service that accepts a change and does not make it is found out', async () => {
  service.onRead = () => {
    service.config = { ...service.config, fallback: { mode: 'off', maxAgeSeconds: 600 } };
  };
  const plan = await kind.plan(input(), ports);
  const { config } = service;
  const ran = kind.run(input({}, plan.before), ports);
  Object.defineProperty(service, 'config', { get: () => config, set: () => undefined });
  expect(await ran).toMatchObject({ status: 'done', assertions: [{ outcome: 'fail', code: 'not-set' }] });
});

describe('the way back', () => {
  test('puts back exactly the values that were replaced', async () => {
    const before = structuredClone(service.config);
    const { plan } = await make();
    const { outcome } = await takeBack(plan.before);
    expect(outcome).toMatchObject({ status: 'done', assertions: [{ outcome: 'pass' }] });
    expect(service.config).toEqual(before);
  });

  test('removes what was not there before, as high up as nothing was', async () => {
    const more = { set: { defaults: { lumenpay: { '/currency': 'EUR' } } } };
    const { plan } = await make(more);
    expect(plan.changes).toEqual([
      { path: '/defaults/lumenpay', from: undefined, to: { '/currency': 'EUR' } },
    ]);
    await takeBack(plan.before, more);
    expect(service.config.defaults).toEqual({});
  });

  test('leaves alone what someone else set elsewhere meanwhile', async () => {
    const { plan } = await make();
    service.config = { ...service.config, throttle: { requestsPerSecond: 2 } };
    service.revision += 1;
    expect((await takeBack(plan.before)).outcome).toMatchObject({ status: 'done' });
    expect(service.config).toMatchObject({ fallback: { mode: 'off' }, throttle: { requestsPerSecond: 2 } });
  });

  test('refuses to overwrite what someone else set in the same place, and says what', async () => {
    const { plan } = await make();
    service.config = { ...service.config, fallback: { mode: 'cached', maxAgeSeconds: 60 } };
    const back = await takeBack(plan.before);
    expect(back.plan.obstacle).toMatchObject({ status: 'unmet', problem: { class: 'changed-meanwhile' } });
    expect(back.plan.obstacle?.problem.message).toContain(
      '/fallback/maxAgeSeconds is 60; the action had set 600 in place of 14400',
    );
    expect(service.changes).toHaveLength(1);
  });

  test('has nothing to do when the change was never made', async () => {
    const plan = await kind.plan(input(), ports);
    expect((await takeBack(plan.before)).outcome).toEqual({ status: 'done', unchanged: true });
    expect(service.changes).toEqual([]);
  });
});

describe('what became of it', () => {
  test('a refusal says what holds now', async () => {
    service.next = { status: 422 };
    expect((await make()).outcome).toMatchObject({
      status: 'refused',
      exchange: { response: { status: 422 } },
      state: expect.stringContaining('/fallback/mode is "off"'),
    });
  });

  test('a connection that is reset is unknown, and the state is looked at', async () => {
    service.next = 'reset';
    expect((await make()).outcome).toMatchObject({
      status: 'unknown',
      problem: { class: 'reset' },
      state: expect.stringContaining('/fallback/mode is "off"'),
    });
  });

  test.each([
    ['no ETag', () => undefined, 'no strong ETag'],
    ['a weak ETag', () => (revision: number) => `W/"${revision}"`, 'no strong ETag'],
  ])('%s stops the plan: a change by someone else would go unnoticed', async (_, etag, message) => {
    service.etag = etag();
    const { obstacle } = await kind.plan(input(), ports);
    expect(obstacle).toMatchObject({ status: 'error' });
    expect(obstacle?.problem.message).toContain(message);
  });

  test('a revision in the document serves where there is no ETag', async () => {
    service.etag = undefined;
    const more = { config: { ...operation.config, revision: '$.revision' } };
    expect((await make(more)).outcome).toMatchObject({ status: 'done' });
    expect(service.changes).toMatchObject([{ headers: { 'if-match': '"7"' } }]);
  });

  test('settings that are not where they are declared stop the plan', async () => {
    const { obstacle } = await kind.plan(input({ config: { ...operation.config, settings: '$.no' } }), ports);
    expect(obstacle?.problem.message).toBe('The configuration has nothing at $.no.');
  });

  test('a service that is down stops the plan: nothing was sent', async () => {
    const down = actionInput('config', operation, { baseUrl: 'http://127.0.0.1:9', parameters });
    expect((await kind.plan(down, ports)).obstacle).toMatchObject({
      status: 'error',
      problem: { class: 'refused', outcome: 'error' },
    });
  });
});

test.each([
  { ...operation, set: {} },
  { ...operation, config: { path: '//evil.example/x' } },
  { ...operation, config: { path: '/config', settings: 'config' } },
  { ...operation, undo: {} },
])('%j is refused when the playbook is read', (definition) => {
  expect(kind.schema.safeParse(definition).success).toBe(false);
});

test.each([
  ['an action of a kind that keeps nothing', undefined],
  ['an action of another kind', { slots: { active: 'a' } }],
])('what %s kept is never put back: its definition was changed since', async (_, before) => {
  const way = kind.back?.(operation);
  await expect(async () => way?.plan(input({}, before), ports)).rejects.toMatchObject({
    code: 'not_undoable',
    message: expect.stringContaining('another kind'),
  });
  expect(service.changes).toEqual([]);
});
