// What the shipped decisions make of a comparison that nobody could make, and of one that found an order twice: only the
// second says that orders are harmed. The back office is really gone, and the shipped check reads order-sync's own 503.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPlaybookAt } from '../../runbook-runner/compose.ts';
import { ROOT } from '../cli/program.ts';
import { type Beside, clientOfAccess, openBeside, until } from './world.ts';

const COMPARED = 'order-sync-conservation';
/** Asked before that runbook changes anything: there is nothing to go back from. */
const BEFORE_ANY_CHANGE = 'certificate-refused act';
const order = { environment: 'sandbox', actor: 'Ada' };

const loaded = await loadPlaybookAt(ROOT);
if (!loaded.ok) throw new Error('The playbook does not load: npm run -s playbook -- lint says why.');
/** Every decision that looks at the comparison, and what else it looks at. */
const decisions = [...loaded.playbook.scenarios].flatMap(([id, { scenario }]) =>
  Object.entries(scenario.decisions).flatMap(([decision, { rules }]) => {
    const checks = rules.flatMap(({ when }) => when.map(({ check }) => check));
    return checks.includes(COMPARED) ? [{ scenario: id, decision, checks }] : [];
  }),
);
const others = new Set(decisions.flatMap(({ checks }) => checks).filter((check) => check !== COMPARED));

/** A sandbox in which all is well, and the results of then for everything that is looked at beside the comparison. */
async function openWell(): Promise<Beside> {
  const beside = await openBeside();
  const { orderSync } = beside.sandbox;
  await until(() => (orderSync.health().fulfilment.parcelo?.done.count ?? 0) > 2, 'labels come', 15_000);
  for (const check of others) await beside.runner.check({ ...order, check });
  return beside;
}

test('twelve runbooks or more decide by the comparison', () => {
  expect(decisions.length).toBeGreaterThanOrEqual(12);
});

describe("while Parcelo's back office is gone", () => {
  let beside: Beside;
  beforeAll(async () => {
    beside = await openWell();
    await beside.sandbox.upstreams.parcelo.close();
  });
  afterAll(() => beside.close());

  test('the check is red with 503, and its evidence says whose account it is', async () => {
    const { status, exchange } = await beside.runner.check({ ...order, check: COMPARED });
    expect(status).toBe('fail');
    expect(exchange?.response?.status).toBe(503);
    const told = JSON.parse(exchange?.response?.body ?? '');
    expect(told).toMatchObject({ code: 'accounts-unread', detail: expect.stringMatching(/ parcelo: \S/) });
  });

  test.each(decisions)('$scenario, $decision: undo nothing, and get a second person', async (one) => {
    const decided = await beside.runner.decide({ ...order, ...one });
    expect(decided).toMatchObject({
      ...{ verdict: 'escalate', to: 'escalation' },
      because: expect.stringContaining('Undo nothing for this'),
      looked: expect.arrayContaining([
        expect.objectContaining({
          condition: '“No order is lost or doubled” gets a status of 500 to 599',
          seen: 'the status was 503',
          holds: true,
        }),
      ]),
    });
  });
});

describe('while an order has two labels', () => {
  let beside: Beside;
  beforeAll(async () => {
    beside = await openWell();
    const { access } = beside.sandbox.upstreams.parcelo;
    const parcelo = clientOfAccess(access);
    const key = { 'x-api-key': access.credentials['parcelo-api-key'] ?? '', 'idempotency-key': 'again' };
    const recipient = { name: 'A', street: 'B', postal_code: '4050-030', city: 'Porto', country: 'PT' };
    const listed = await parcelo.ask('/v1/shipments?reference=ord_00000001', { headers: key });
    const json = { reference: 'ord_00000001', weight_grams: 1_300, recipient };
    const again = await parcelo.ask('/v1/shipments', { method: 'POST', headers: key, json });
    await parcelo.close();
    expect([listed.status, (listed.body as { data: unknown[] }).data.length, again.status]).toEqual([
      200, 1, 202,
    ]);
    await beside.runner.check({ ...order, check: COMPARED });
  });
  afterAll(() => beside.close());

  test.each(decisions)(
    '$scenario, $decision: go back and call, or call where nothing is done yet',
    async (one) => {
      const { verdict, because } = await beside.runner.decide({ ...order, ...one });
      const changed = `${one.scenario} ${one.decision}` !== BEFORE_ANY_CHANGE;
      expect(verdict).toBe(changed ? 'roll-back' : 'escalate');
      expect(because).toMatch(/call Data Platform/i);
    },
  );
});
