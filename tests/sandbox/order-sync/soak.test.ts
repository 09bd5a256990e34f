// Faults on and off, switches, rollbacks and breakdowns in random order: at the end every order is settled once, and has
// its label with its number, and its piece.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Conservation } from '../../../runbook-runner/sandbox/order-sync/conservation.ts';
import { fault, openWorld, sleep, until, type World } from '../world.ts';

const FAULTS = {
  slow: fault('latency', { delay: '700ms' }),
  throttled: fault('status', { status: 429, retryAfter: '1s', path: '/v1' }),
  broken: fault('status', { status: 503 }),
  reset: fault('reset', {}),
  'expired certificate': fault('certificate', { which: 'expired' }),
  'amount as text': fault('schema-drift', {
    changes: [{ change: 'retype', pointer: '/amount', to: 'string' }],
  }),
  'no shipments': {
    ...fault('partial-outage', { path: '/v1/shipments', method: 'POST' }),
    target: 'parcelo',
  },
  'list in circles': {
    ...fault('pagination-loop', { path: '/v1/shipments', parameter: 'cursor' }),
    target: 'parcelo',
  },
  'levels as text': {
    ...fault('schema-drift', {
      path: '/v1/stock',
      changes: [{ change: 'retype', pointer: '/available', to: 'string' }],
    }),
    target: 'stockline',
  },
  'stockline cuts': { ...fault('reset', {}), target: 'stockline' },
  'unknown field': fault('schema-drift', { changes: [{ change: 'set', pointer: '/risk', value: 'low' }] }),
} as const;

const CONFIGS = [
  { fallback: { mode: 'cached' } },
  { fallback: { mode: 'off' } },
  { degraded: { mode: 'on' } },
  { degraded: { mode: 'off' } },
  { throttle: { requestsPerSecond: 6 } },
  { throttle: { requestsPerSecond: null } },
  { unknownFields: 'quarantine' },
  { handover: { parcelo: { mode: 'ahead' } } },
  { handover: { parcelo: { mode: 'live', requestsPerSecond: 20 } } },
  { handover: { stockline: { mode: 'cached' } } },
  { handover: { stockline: { mode: 'ahead' } } },
  { tracking: { mode: 'each' } },
  { tracking: { mode: 'list' } },
  { mapping: { lumenpay: [{ from: '/amount', to: '/amount', as: 'integer' }] } },
] as const;

type Step =
  | { readonly do: 'inject'; readonly fault: keyof typeof FAULTS }
  | { readonly do: 'clear' | 'revoke' | 'reconcile' | 'retry' | 'kill' }
  | { readonly do: 'configure'; readonly config: (typeof CONFIGS)[number] }
  | { readonly do: 'rollback'; readonly share: number };

const STEP: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('inject' as const),
    fault: fc.constantFrom(...(Object.keys(FAULTS) as (keyof typeof FAULTS)[])),
  }),
  fc.record({
    do: fc.constantFrom(
      'clear' as const,
      'revoke' as const,
      'reconcile' as const,
      'retry' as const,
      'kill' as const,
    ),
  }),
  fc.record({ do: fc.constant('configure' as const), config: fc.constantFrom(...CONFIGS) }),
  fc.record({ do: fc.constant('rollback' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

const operate = (world: World, path: string, method: 'GET' | 'POST' | 'PATCH', json?: unknown) =>
  world.orderSync.ask(path, { method, json, token: world.operator });

/** Every connection to Lumenpay breaks, with what is on it. */
async function kill(world: World): Promise<void> {
  await world.sandbox.clear();
  await world.sandbox.inject(FAULTS['expired certificate']);
  await world.sandbox.clear();
}

async function take(world: World, step: Step): Promise<void> {
  if (step.do === 'clear') await world.sandbox.clear();
  if (step.do === 'inject') {
    await world.sandbox.clear();
    await world.sandbox.inject(FAULTS[step.fault]);
  }
  if (step.do === 'kill') await kill(world);
  if (step.do === 'revoke') world.sandbox.upstreams.lumenpay.opened.tokens.revokeAll();
  if (step.do === 'reconcile') await operate(world, '/reconcile', 'POST', {});
  if (step.do === 'retry') await operate(world, '/quarantine/retry', 'POST', {});
  if (step.do === 'configure') await operate(world, '/config', 'PATCH', step.config);
  if (step.do !== 'rollback') return;
  const { revision } = (await operate(world, '/config', 'GET')).body as { revision: number };
  const target = Math.max(1, Math.round(step.share * revision));
  expect((await operate(world, '/config/rollback', 'POST', { revision: target })).status).toBe(200);
}

const conservation = async (world: World) =>
  (await operate(world, '/conservation', 'GET')).body as Conservation;

async function soak(steps: readonly Step[]): Promise<void> {
  const world = await openWorld();
  try {
    for (const step of steps) {
      await take(world, step);
      await sleep(250);
      expect(await conservation(world)).toMatchObject({ conserved: true, duplicates: 0, missing: [] });
    }
    await world.sandbox.clear();
    await operate(world, '/config/rollback', 'POST', { revision: 1 });
    await operate(world, '/quarantine/retry', 'POST', {});
    const { accepted } = await conservation(world);
    await until(
      async () => (await conservation(world)).settled.count >= accepted.count,
      'all settled',
      30_000,
    );
    const end = await conservation(world);
    expect(end).toMatchObject({ conserved: true, duplicates: 0, missing: [], rejected: { count: 0 } });
    await until(
      () => world.sandbox.ledgerExport.health().booked.count >= accepted.count,
      'all booked',
      10_000,
    );
    for (const name of ['parcelo', 'stockline'])
      await until(
        async () => {
          const { fulfilment } = await conservation(world);
          return (fulfilment[name]?.done.count ?? 0) >= accepted.count;
        },
        `all done at ${name}`,
        30_000,
      );
    expect(await conservation(world)).toMatchObject({
      fulfilment: { parcelo: { failed: { count: 0 } }, stockline: { failed: { count: 0 } } },
    });
    const { tracking } = world.sandbox.orderSync.health();
    expect(tracking.told + tracking.waiting).toBeGreaterThanOrEqual(accepted.count);
    await until(
      () => world.sandbox.orderSync.health().tracking.told >= accepted.count,
      'all told their numbers',
      15_000,
    );
    console.log(
      `${steps.length} steps: ${accepted.count} orders, ${accepted.amount} cents, each settled, booked, handed on and told its number once`,
    );
  } finally {
    await world.close();
  }
}

test('no order is lost or doubled, whatever happens in whatever order', { timeout: 180_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(STEP, { minLength: 8, maxLength: 14 }), soak), {
    numRuns: 3,
    endOnFailure: true,
  });
});
