import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CheckInput, Target } from '../../runbook-runner/checks/kind.ts';
import { PlaybookError } from '../../runbook-runner/errors/index.ts';
import { aCheck } from './support/playbook.ts';
import { ADA, aWorld, COMMIT, drifted, fail, pass, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.end());

const page = { id: 'scenarios/runbook', seal: 'sha256-scenarios/runbook' };

describe('a check', () => {
  test('is judged, described and recorded before it is answered', async () => {
    const { run: parent } = await world.runner.follow('runbook', ADA);
    const result = await world.runner.check({ ...ADA, check: 'contract', page, parent, step: 's' });
    expect(result).toMatchObject({
      ...{ check: 'contract', integration: 'upstream', environment: 'sandbox', status: 'pass', actor: 'Ada' },
      provenance: { seal: page.seal, commit: COMMIT, dirty: false },
    });
    expect(result.traceId).toMatch(/^[0-9a-f]{32}$/);
    const record = await world.store.get(result.run);
    expect(record).toMatchObject({
      kind: 'check',
      state: 'finished',
      status: 'pass',
      parent,
      step: 's',
    });
    expect(record?.result).toEqual(JSON.parse(JSON.stringify(result)));
  });

  test('outside a page carries the seal of its definition', async () => {
    const result = await world.runner.check({ ...ADA, check: 'contract' });
    expect(result.provenance.seal).toBe('sha256-check-contract');
  });

  test('names the failure modes that a failure points to', async () => {
    world.script.probe.contract = () => drifted;
    const result = await world.runner.check({ ...ADA, check: 'contract' });
    expect(result.status).toBe('fail');
    expect(result.failureModes).toMatchObject([{ failureMode: 'drift', reason: 'A type changed.' }]);
  });

  test('streams what happens, in order', async () => {
    const seen: string[] = [];
    world.script.probe.contract = ({ progress }) => {
      progress({ event: 'sample', index: 0, of: 1, ms: 3 });
      return pass;
    };
    await world.runner.check({ ...ADA, check: 'contract' }, (event) => seen.push(event.event));
    expect(seen).toEqual(['started', 'sample', 'judged']);
  });

  test('tells how it ended before the record is committed, and is answered after', async () => {
    let early: Promise<unknown> = Promise.resolve('not judged');
    const result = await world.runner.check({ ...ADA, check: 'contract' }, (event) => {
      if (event.event === 'judged') early = world.store.get(event.result.run);
    });
    expect(await early).toBeUndefined();
    expect(await world.store.get(result.run)).toMatchObject({ state: 'finished' });
  });

  test('gets its target, trace and typed parameters', async () => {
    let input: CheckInput<unknown> | undefined;
    world.script.probe.typed = (given) => {
      input = given;
      return pass;
    };
    const result = await world.runner.check({ ...ADA, check: 'typed', environment: 'staging' });
    expect(input?.parameters).toEqual({ charge: 'ch_one' });
    expect(input?.target).toMatchObject({ baseUrl: 'https://staging.upstream.example', loopback: false });
    expect(input?.traceparent).toMatch(new RegExp(`^00-${result.traceId}-[0-9a-f]{16}-01$`));
    await world.runner.check({ ...ADA, check: 'typed', parameters: { charge: 'ch_two' } });
    expect(input?.target).toMatchObject({ baseUrl: 'https://127.0.0.1:1', ca: ['PEM'], loopback: true });
    expect(input?.parameters).toEqual({ charge: 'ch_two' });
  });
});

describe('a check that changes something', () => {
  test.each([
    ['sandbox', undefined],
    ['staging', /declare `allowsChanges: true` for staging/],
    ['vendor', /declares `readOnly` for vendor/],
  ])('in %s: %s', async (environment, hint) => {
    const { script } = world;
    const checks = new Map([...script.playbook.checks, ['making', aCheck('making', {}, true)]]);
    script.playbook = { ...script.playbook, checks };
    let ran = false;
    script.probe.making = () => {
      ran = true;
      return pass;
    };
    const run = world.runner.check({ ...ADA, check: 'making', environment });
    const refused = { code: 'changes_not_allowed', hint: expect.stringMatching(hint ?? '') };
    await (hint ? expect(run).rejects.toMatchObject(refused) : run);
    expect(ran).toBe(hint === undefined);
  });
});

describe('a check of a further origin', () => {
  const reach = async (environment: string) => {
    let target: Target | undefined;
    world.script.probe['status-page'] = (given) => {
      target = given.target;
      return pass;
    };
    await world.runner.check({ ...ADA, check: 'status-page', environment });
    return target;
  };

  test('is pointed at the address that its environment declares', async () => {
    expect(await reach('staging')).toEqual({
      ...{ integration: 'upstream', environment: 'staging', baseUrl: 'https://status.upstream.example' },
      ...{ ca: [], loopback: false, privateNetwork: false },
    });
  });

  test('is pointed at another server of the sandbox', async () => {
    expect(await reach('sandbox')).toMatchObject({ baseUrl: 'http://127.0.0.1:2', loopback: true });
  });

  test('is refused where no such origin is declared, also by the name of what every object has', async () => {
    const order = { ...ADA, check: 'status-page', environment: 'production' };
    await expect(world.runner.check(order)).rejects.toMatchObject({
      code: 'unknown_origin',
      message: 'The environment "production" of "upstream" has no origin "status".',
      hint: 'Did you mean "state"?',
    });
    const inherited = { ...ADA, check: 'inherited', environment: 'staging' };
    await expect(world.runner.check(inherited)).rejects.toMatchObject({ code: 'unknown_origin' });
    expect(world.script.probed).toEqual([]);
  });
});

describe('refused before anything runs', () => {
  const orders = [
    ['unknown_check', { check: 'contarct' }, 'Did you mean "contract"?'],
    ['unknown_environment', { environment: 'sandbx' }, 'Did you mean "sandbox"?'],
    ['unknown_page', { page: { id: 'scenarios/runbok', seal: '' } }, 'Did you mean "scenarios/runbook"?'],
    ['invalid_parameter', { check: 'typed', parameters: { charge: '../x' } }, undefined],
    ['invalid_parameter', { parameters: { url: 'https://evil.example' } }, undefined],
    ['invalid_request', { check: 'first', page }, undefined],
  ] as const;

  test.each(orders)('%s', async (code, change, hint) => {
    const attempt = world.runner.check({ ...ADA, check: 'contract', ...change });
    await expect(attempt).rejects.toMatchObject({ code, ...(hint === undefined ? {} : { hint }) });
    expect(world.script.probed).toEqual([]);
    expect(await world.runner.runs({})).toEqual([]);
  });

  test('a stale seal, with what changed; run as it is now when asked to', async () => {
    await world.runner.check({ ...ADA, check: 'contract', page });
    const { script } = world;
    const now = { ...script.playbook.pages.get(page.id), seal: 'sha256-new' };
    const reaches = { ...now.reaches, 'checks/contract': 'edited', 'contracts/x': 'new' };
    script.playbook = {
      ...{ ...script.playbook, digest: 'digest-2' },
      pages: new Map([[page.id, { ...now, reaches } as never]]),
    };
    await pause(30);
    const order = { ...ADA, check: 'contract', page };
    await expect(world.runner.check(order)).rejects.toMatchObject({
      code: 'stale_seal',
      data: { page: page.id, seal: 'sha256-new', changed: ['checks/contract', 'contracts/x'] },
    });
    const result = await world.runner.check({ ...order, asItIsNow: true });
    expect(result.provenance.seal).toBe('sha256-new');
    const unseen = { ...order, page: { ...page, seal: 'sha256-of-another-machine' } };
    await expect(world.runner.check(unseen)).rejects.toMatchObject({
      code: 'stale_seal',
      message: expect.stringContaining('The version that it was built from is unknown here.'),
      data: { changed: [] },
    });
  });
});

describe('what stands in the way', () => {
  test('no sandbox is an error, not a failure', async () => {
    world.script.faults = undefined;
    const result = await world.runner.check({ ...ADA, check: 'contract' });
    expect(result).toMatchObject({ status: 'error', problem: { class: 'sandbox-not-running' } });
    expect(world.script.probed).toEqual([]);
  });

  test('a sandbox that ends under the check is an error too; a refusing upstream is a failure', async () => {
    const problem = { class: 'refused', outcome: 'fail', message: 'refused' } as const;
    world.script.probe.contract = () => ({ assertions: [], problem });
    expect((await world.runner.check({ ...ADA, check: 'contract' })).status).toBe('fail');
    world.script.probe.contract = () => {
      world.script.faults = undefined;
      return { assertions: [], problem };
    };
    const result = await world.runner.check({ ...ADA, check: 'contract' });
    expect(result).toMatchObject({ status: 'error', problem: { class: 'sandbox-not-running' } });
  });

  test('a kind that throws is an error that says what', async () => {
    world.script.probe.contract = () => {
      throw new PlaybookError('internal', 'no operation getCharge', { hint: 'Name one.' });
    };
    const result = await world.runner.check({ ...ADA, check: 'contract' });
    expect(result.problem).toMatchObject({
      class: 'internal',
      message: 'no operation getCharge',
      hint: 'Name one.',
    });
  });

  test('a kind that never ends is stopped at the deadline', async () => {
    world.script.probe.brief = () => new Promise(() => {});
    const result = await world.runner.check({ ...ADA, check: 'brief' });
    expect(result).toMatchObject({ status: 'fail', problem: { class: 'timeout' } });
    expect(result.durationMs).toBeLessThan(50 + 250);
  });

  test('an order that is given up is recorded as interrupted', async () => {
    const stop = new AbortController();
    world.script.probe.contract = () => {
      stop.abort();
      return new Promise(() => {});
    };
    const attempt = world.runner.check({ ...ADA, check: 'contract', signal: stop.signal });
    await expect(attempt).rejects.toMatchObject({ code: 'interrupted' });
    expect(await world.runner.runs({})).toMatchObject([{ state: 'interrupted', status: null }]);
  });

  test('a runner that closes records what is under way first', async () => {
    world.script.probe.contract = async () => {
      await pause(100);
      return pass;
    };
    const { run } = await new Promise<{ run: string }>((resolve) => {
      world.runner.check(
        { ...ADA, check: 'contract' },
        (event) => event.event === 'started' && resolve(event),
      );
    });
    await world.runner.close();
    const { store } = await world.open();
    expect(await store.get(run)).toMatchObject({ state: 'finished', status: 'pass' });
    await store.close();
  });

  test('a check that takes long is visible while it runs', async () => {
    let during: string | undefined;
    world.script.probe.contract = async () => {
      await pause(1_200);
      during = (await world.store.list({}))[0]?.state;
      return fail;
    };
    const { run } = await world.runner.check({ ...ADA, check: 'contract' });
    expect(during).toBe('running');
    expect(await world.runner.run(run)).toMatchObject({ state: 'finished', status: 'fail' });
  });
});

describe('the sink', () => {
  const CANARY = 'canary-s3cret-value';

  test('a secret that the upstream echoes is in no event, result, record or error', async () => {
    world.redactor.add(CANARY);
    const events: unknown[] = [];
    world.script.probe.contract = ({ progress }) => {
      const assertion = { ...fail.assertions[0], actual: { [CANARY]: `v ${CANARY}` } } as never;
      progress({ event: 'assertion', assertion });
      return {
        assertions: [assertion],
        exchange: { request: { method: 'GET', url: `https://x/?k=${CANARY}`, headers: [] } },
      };
    };
    const result = await world.runner.check({ ...ADA, actor: CANARY, check: 'contract' }, (event) =>
      events.push(event),
    );
    const records = await world.runner.runs({});
    const journal = await world.store.journal(1, 10);
    expect(events).toHaveLength(3);
    expect(JSON.stringify([events, result, records, journal])).not.toContain(CANARY);
    const error: unknown = await world.runner
      .check({ ...ADA, check: CANARY })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unknown_check' });
    expect(`${(error as Error).message} ${(error as Error).stack}`).not.toContain(CANARY);
  });
});

test('10,000 orders at once: answered + refused = 10,000, and every answered one is recorded', async () => {
  const orders = Array.from({ length: 10_000 }, () => world.runner.check({ ...ADA, check: 'contract' }));
  const ended = await Promise.allSettled(orders);
  const answered = ended.filter((one) => one.status === 'fulfilled').length;
  const refused = ended.filter((one) => one.status === 'rejected' && one.reason.code === 'queue_full').length;
  expect(answered + refused).toBe(10_000);
  expect(answered).toBe(world.script.probed.length);
  expect(await world.runner.runs({ limit: 20_000 })).toHaveLength(answered);
  expect(answered).toBeGreaterThanOrEqual(1_000);
}, 30_000);
