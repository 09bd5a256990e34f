// The check kind `webhook`: what a source delivers in a window, held to signature, time, order and contract.
import { z } from 'zod';
import { PlaybookError } from '../errors/index.ts';
import { DurationText } from '../ports/duration-text.ts';
import type { Arrivals, InboundWatch, SourceName } from '../ports/inbound.ts';
import type { KindOutcome, Problem } from '../ports/result.ts';
import { evaluateDeliveries } from './assertions/delivery.ts';
import { DeliveryExpectation, describeDeliveries } from './assertions/delivery-schema.ts';
import { prepareWebhook } from './assertions/webhook-contract.ts';
import { lintWebhook } from './assertions/webhook-contract-lint.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';
import { CLEANUP_MS, changes, namesIn } from './request/step-use.ts';
import { Steps } from './request/steps.ts';

/** Filled with the address of the listener that the check opens for itself. */
const ADDRESS_SLOT = 'deliveries';
const MOST_SHOWN = 50;

const WebhookCheck = z.strictObject({
  source: z.string().describe('Source of webhooks that the integration declares.'),
  window: DurationText.refine(({ ms }) => ms >= 100 && ms <= 600_000, '100ms to 10m').describe(
    'How long deliveries are waited for, always to its end: a repetition or a straggler may come last.',
  ),
  steps: Steps.optional().describe(
    'Requests that make the source deliver, such as subscribing, a test event, and unsubscribing with `cleanup`. With the slot {deliveries} the check opens a listener of its own on loopback; without, it watches a running `serve --inbound`, or `playbook check` opens the inbound listener for as long as it waits.',
  ),
  expect: DeliveryExpectation.prefault({}),
});
type WebhookCheck = z.output<typeof WebhookCheck>;
type Input = CheckInput<WebhookCheck>;

const slotsOf = ({ steps = [] }: WebhookCheck): string[] => steps.flatMap(namesIn);
const opens = (definition: WebhookCheck): boolean => slotsOf(definition).includes(ADDRESS_SLOT);

const unheard = (message: string, hint: string): Problem => ({
  ...{ class: 'not-listening', outcome: 'error', message, hint },
});

/** The inbound listener, open for as long as this check waits; or why it is not. */
async function listen(
  { target, progress }: Input,
  name: SourceName,
  inbound: CheckPorts['inbound'],
): Promise<InboundWatch | Problem> {
  const hint = `npm run -s playbook -- serve --inbound --inbound-env ${target.environment}`;
  try {
    const seen = await inbound.listen(name);
    if (seen === undefined)
      return unheard(`Nobody listens here for webhooks of ${target.environment}.`, hint);
    if (seen.url !== undefined) progress({ event: 'listening', url: seen.url });
    return seen;
  } catch (error) {
    if (!(error instanceof PlaybookError && error.code === 'port_taken')) throw error;
    return unheard(
      `The inbound listener cannot be opened: ${error.message}`,
      `Let one program listen for all: ${hint}`,
    );
  }
}

/** A watch on the source, or why there is none. */
async function watch(input: Input, { inbound }: CheckPorts): Promise<InboundWatch | Problem> {
  const { definition, target } = input;
  const name = { ...target, source: definition.source };
  if (!opens(definition)) return (await inbound.follow(name)) ?? listen(input, name, inbound);
  if (target.loopback) return inbound.open(name);
  return unheard(
    `${target.environment} cannot deliver to a listener on loopback.`,
    'Subscribe a `serve --inbound` that it reaches, and leave out {deliveries}.',
  );
}

/** Waits the window out; an interruption ends it. */
async function waitFor(input: Input, ports: CheckPorts, leftMs: number): Promise<void> {
  const ms = Math.max(0, Math.min(input.definition.window.ms, leftMs));
  await ports.clock.sleep(ms, input.signal).catch(() => undefined);
}

interface Waited {
  readonly steps: KindOutcome;
  readonly arrivals?: Awaited<ReturnType<InboundWatch['arrivals']>>;
}

/** Sends the steps, if there are any, and waits before those that clean up. */
async function observe(input: Input, seen: InboundWatch, ports: CheckPorts): Promise<Waited> {
  const { steps } = input.definition;
  const end = ports.clock.monotonicMs() + input.deadlineMs;
  let arrivals: Waited['arrivals'];
  const wait = async (untilMs: number): Promise<void> => {
    await waitFor(input, ports, untilMs - ports.clock.monotonicMs());
    arrivals = await seen.arrivals();
  };
  if (steps === undefined) {
    await wait(end - 100);
    return { steps: { assertions: [] }, ...(arrivals ? { arrivals } : {}) };
  }
  const { runSequence } = await import('./request/sequence.ts');
  const parameters = { ...input.parameters, ...(seen.url === undefined ? {} : { [ADDRESS_SLOT]: seen.url }) };
  const sequence = { ...input, parameters, definition: { steps } };
  const outcome = await runSequence(sequence, ports, wait);
  return { steps: outcome, ...(arrivals ? { arrivals } : {}) };
}

const found = ({ taken, refused }: Arrivals): NonNullable<KindOutcome['deliveries']> => ({
  total: taken.length,
  taken: taken.slice(0, MOST_SHOWN).map(({ id, sentAt, receivedAt, attempts, bytes, digest }) => ({
    ...{ id, receivedAt, attempts, bytes, digest },
    sentAt: new Date(sentAt * 1_000).toISOString(),
  })),
  refused: [...refused],
});

async function run(input: Input, ports: CheckPorts): Promise<KindOutcome> {
  const { expect } = input.definition;
  if (expect.contract) await prepareWebhook(expect.contract, input.contracts);
  const seen = await watch(input, ports);
  if ('class' in seen) return { assertions: [], problem: seen };
  try {
    const { steps, arrivals } = await observe(input, seen, ports);
    if (arrivals === undefined) return steps;
    if (arrivals.unready !== undefined) {
      const problem: Problem = { class: 'credential-missing', outcome: 'error', message: arrivals.unready };
      return { ...steps, problem };
    }
    const judged = await evaluateDeliveries(expect, arrivals, input.contracts);
    for (const assertion of judged) input.progress({ event: 'assertion', assertion });
    return { ...steps, assertions: [...steps.assertions, ...judged], deliveries: found(arrivals) };
  } finally {
    await seen.close();
  }
}

export const webhookCheck: CheckKind<WebhookCheck> = {
  kind: 'webhook',
  title: 'Webhook',
  summary:
    'Watches what a source of webhooks delivers in a window, which it may ask for, and holds it to signature, time, repetition, order, body and contract.',
  schema: WebhookCheck,
  example: `title: Lumenpay signs what it delivers, once and in order
integration: lumenpay
kind: webhook
source: events
window: 2s
steps:
  - name: subscribe
    request: { method: POST, path: /v1/webhook_endpoints, auth: lumenpay-webhooks, body: { url: '{deliveries}', events: [charge.succeeded] } }
    expect: { status: 201 }
    capture: { endpoint: { path: $.id } }
  - name: trigger
    request: { method: POST, path: '/v1/webhook_endpoints/{endpoint}/test', auth: lumenpay-webhooks, body: { count: 3 } }
    expect: { status: 202 }
  - name: unsubscribe
    request: { method: DELETE, path: '/v1/webhook_endpoints/{endpoint}', auth: lumenpay-webhooks }
    expect: { status: 204 }
    cleanup: true
expect:
  count: 3
  type: charge.succeeded
  order: { path: $.sequence }
  delay: { atMost: 1s }
  skew: 30s
  body: [{ path: $.data.amount, range: { min: 1 } }]
  contract: { openapi: contracts/lumenpay.openapi.yaml, webhook: chargeSucceeded }
deadline: 6s
cost: 4
`,
  furtherExamples: [
    `title: Lumenpay tells of charges within the hour of business
integration: lumenpay
kind: webhook
source: events
window: 1m
expect: { duplicates: 3, order: { path: $.sequence } }
deadline: 90s
cost: 1
`,
  ],
  references(definition) {
    const { steps = [], expect, source } = definition;
    const captured = new Set(steps.flatMap(({ capture }) => Object.keys(capture)));
    const auth = steps.find(({ request }) => request.auth !== undefined)?.request.auth;
    const slots = slotsOf(definition).filter((slot) => slot !== ADDRESS_SLOT && !captured.has(slot));
    return {
      ...(auth === undefined ? {} : { auth }),
      contracts: expect.contract ? [expect.contract.openapi] : [],
      webhook: source,
      parameters: [...new Set(slots)],
    };
  },
  assertions: ({ steps, expect }) => [
    ...(steps ? ['reachable', 'status', 'capture', 'cleanup'] : []),
    ...['authenticity', 'delivery'],
    ...(expect.body ? ['body'] : []),
    ...(expect.contract ? ['contract'] : []),
  ],
  describe: ({ source, window, expect }) => ({
    asks: `webhooks of \`${source}\` in ${window.text}`,
    promises: describeDeliveries(expect),
  }),
  requests: ({ steps = [] }) => steps.length,
  changes: ({ steps = [] }) => steps.some(changes),
  windUpMs: ({ steps = [] }) => (steps.some(({ cleanup }) => cleanup) ? CLEANUP_MS : 0),
  lint: ({ expect }, contracts) => lintWebhook(expect, contracts),
  run,
};
