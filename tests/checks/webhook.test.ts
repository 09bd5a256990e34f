// The kind `webhook` over the real runner, store and listener, on deliveries of each broken sort.
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { stateFolderAt } from '../../runbook-runner/adapters/state-folder.ts';
import { createClock } from '../../runbook-runner/adapters/system-clock.ts';
import { inboundOf } from '../../runbook-runner/compose/inbound.ts';
import type { Playbook } from '../../runbook-runner/playbook/playbook.ts';
import type { CheckResult } from '../../runbook-runner/ports/result.ts';
import type { DeliveryEffect } from '../../runbook-runner/sandbox/fault-proxy/kinds/kind.ts';
import { listen, shut } from '../../runbook-runner/sandbox/listen.ts';
import { ask, placed, shippedPlaybook } from '../signature/support/upstream.ts';
import { makeCertificates } from '../support/certificates.ts';
import { atAnotherTime, deliveryFault, serveWebhooks } from '../support/webhooks.ts';
import { runCheck } from './support.ts';
import { HOOKS } from './webhook-support.ts';

let playbook: Playbook;
let made: Awaited<ReturnType<typeof makeCertificates>>;
beforeAll(async () => {
  [playbook, made] = await Promise.all([shippedPlaybook(), makeCertificates()]);
});

async function watched(effect?: DeliveryEffect): Promise<CheckResult> {
  const server = await serveWebhooks(made.good, effect);
  try {
    return await ask(playbook, 'lumenpay-webhook-delivery', placed({ url: server.url, ca: made.ca }));
  } finally {
    await server.close();
  }
}

const broken = ({ assertions }: CheckResult) =>
  assertions.filter(({ outcome }) => outcome !== 'pass').map(({ assertion, code }) => `${assertion} ${code}`);

/** Sends another body than the event's, signed as it is. */
const rewritten = (change: (event: Record<string, unknown>) => object): DeliveryEffect => ({
  send: (message, { sign, post }) =>
    post(sign({ ...message, body: JSON.stringify(change(JSON.parse(message.body))) })),
});
const nothing: DeliveryEffect = { send: async () => 200 };
const charge = (event: Record<string, unknown>) => event.data as Record<string, unknown>;

test.concurrent('deliveries as they should be pass, and nothing is left subscribed', async () => {
  const result = await watched();
  expect(broken(result)).toEqual([]);
  expect(result.status).toBe('pass');
  expect(result.deliveries?.taken).toHaveLength(3);
  expect(result.steps?.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    'subscribe pass',
    'trigger pass',
    'unsubscribe pass',
  ]);
  expect(result.durationMs).toBeLessThan(5_000);
});

test.concurrent.each<[string, () => DeliveryEffect, string[]]>([
  ['unsigned', () => deliveryFault('webhook-unsigned'), ['authenticity unsigned', 'delivery missing']],
  [
    'forged',
    () => deliveryFault('webhook-unsigned', { signature: 'forged' }),
    ['authenticity forged', 'delivery missing'],
  ],
  ['replayed', () => deliveryFault('webhook-replay'), ['authenticity replayed']],
  ['repeated', () => deliveryFault('webhook-duplicate'), ['delivery duplicate']],
  ['reordered', () => deliveryFault('webhook-reorder'), ['delivery out-of-order']],
  ['ten minutes old', () => atAnotherTime(-600), ['authenticity outside-tolerance', 'delivery missing']],
  ['ten minutes ahead', () => atAnotherTime(600), ['authenticity outside-tolerance', 'delivery missing']],
  ['by a clock that is a minute behind', () => atAnotherTime(-60), ['authenticity skewed']],
  ['never sent', () => nothing, ['delivery missing']],
  [
    'of another type',
    () => rewritten((one) => ({ ...one, type: 'x' })),
    ['delivery unexpected-type', 'contract enum'],
  ],
  [
    'without a sequence',
    () => rewritten(({ sequence: _, ...one }) => one),
    ['delivery no-sequence', 'contract missing'],
  ],
  [
    'with an amount as text',
    () => rewritten((one) => ({ ...one, data: { ...charge(one), amount: '1999' } })),
    ['body type-changed', 'contract type-changed'],
  ],
])('deliveries %s fail', async (_, effect, codes) => {
  const result = await watched(effect());
  expect(result.status).toBe('fail');
  expect(broken(result)).toEqual(codes);
});

test.concurrent('deliveries of 100 KiB are read whole', async () => {
  const large = (one: Record<string, unknown>) => ({ ...one, note: 'x'.repeat(100 * 1024) });
  const result = await watched(rewritten(large));
  expect(broken(result).filter((code) => !code.endsWith(' extra'))).toEqual([]);
});

test.concurrent('a delivery whose clock is off names by how much, and shows nothing that was sent', async () => {
  const result = await watched(atAnotherTime(-600));
  const { detail } = result.assertions.find(({ code }) => code === 'outside-tolerance') ?? {};
  expect(detail).toMatch(/webhook-timestamp is 60\ds old; 120s are tolerated\. Compare both clocks/);
  expect(result.deliveries).toMatchObject({ total: 0, taken: [], refused: [{ reason: 'timestamp' }] });
  expect(JSON.stringify(result.deliveries)).not.toContain('charge.succeeded');
});

test('an environment that cannot reach loopback, and one that nobody listens for, are told apart', async () => {
  const far = await runCheck('webhook', HOOKS.subscribing, 'https://127.0.0.1:1', {
    target: { loopback: false, environment: 'production' },
  });
  expect(far.problem).toMatchObject({
    class: 'not-listening',
    outcome: 'error',
    message: 'production cannot deliver to a listener on loopback.',
  });
  const unheard = await runCheck('webhook', HOOKS.waiting, 'https://127.0.0.1:1');
  expect(unheard.problem).toMatchObject({
    class: 'not-listening',
    hint: expect.stringContaining('--inbound'),
  });
});

test('a listener whose port another program has is said to be closed, with the way out', async () => {
  const server = createServer();
  const port = await listen(server);
  const parts = { clock: createClock(), folder: stateFolderAt(join(tmpdir(), 'no-such-folder')), port };
  const nothingComes = () => Promise.reject(new Error('nothing is delivered in this test'));
  const inbound = inboundOf({ ...parts, runner: () => ({ receive: nothingComes, arrivals: nothingComes }) });
  const { problem } = await runCheck('webhook', HOOKS.waiting, 'https://127.0.0.1:1', { inbound });
  await shut(server);
  expect(problem).toMatchObject({
    class: 'not-listening',
    outcome: 'error',
    message: expect.stringContaining(String(port)),
    hint: expect.stringContaining('serve --inbound --inbound-env'),
  });
});
