// Takes a webhook: what its source's signature proves is kept once; everything else has no effect.
import { createHash } from 'node:crypto';
import { PlaybookError } from '../errors/index.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { declaredWebhook, webhookEnvironments } from '../playbook/webhooks.ts';
import type { Arrival, Arrivals, Delivery, DeliveryFilter, RefusedFor } from '../ports/inbound.ts';
import type { Core } from './core.ts';
import { unknown } from './find.ts';

export interface Received {
  readonly id: string;
  /** A further attempt at what was taken already: acknowledged, without a second effect. */
  readonly duplicate: boolean;
}

export interface Unready {
  /** Why nothing can be verified here: for the person at the terminal, not for whoever sends. */
  readonly unready: string;
}

/** Counted, so that whoever watches the source sees that something was refused, and never what. */
function refusal(core: Core, arrival: Arrival, reason: RefusedFor, message: string): PlaybookError {
  const { integration, environment, source } = arrival;
  const at = core.deps.ports.clock.now().toISOString();
  core.refused.add({ integration, environment, source, at, reason, count: 1, message });
  return new PlaybookError('webhook_refused', message, { data: { reason } });
}

/** Throws `not_found` and `webhook_refused`. */
export async function receive(core: Core, arrival: Arrival): Promise<Received | Unready> {
  const declared = declaredWebhook(await core.playbook(), arrival);
  if (declared === undefined) throw new PlaybookError('not_found', 'Nothing is at this address.');
  const verified = await core.deps.webhooks(declared, arrival);
  if (!verified.ok) {
    const { reason, message } = verified;
    if (reason === 'no-secret') return { unready: [message, verified.hint ?? ''].join(' ').trim() };
    throw refusal(core, arrival, reason, message);
  }
  const { id, sentAt } = verified;
  const taken = await (await core.store()).takeDelivery(deliveryOf(core, arrival, id, sentAt));
  if (taken === 'replayed') throw refusal(core, arrival, 'replayed', 'This delivery was taken before.');
  return { id, duplicate: taken === 'again' };
}

function deliveryOf(core: Core, arrival: Arrival, id: string, sentAt: number): Delivery {
  const { integration, environment, source, body } = arrival;
  return {
    ...{ integration, environment, source, id, sentAt },
    receivedAt: core.deps.ports.clock.now().toISOString(),
    digest: createHash('sha256').update(body).digest('hex'),
    bytes: body.length,
    // Whole, since promises are about all of it: the listener takes no large one.
    body: core.deps.redactor.text(new TextDecoder().decode(body)),
  };
}

/** Throws `unknown_environment` where no source could deliver: every delivery would be answered that nothing is there. */
export function requireSources(playbook: Playbook, environment: string): void {
  const known = webhookEnvironments(playbook);
  if (known.includes(environment)) return;
  const message = `No source of webhooks has a secret in an environment "${environment}".`;
  throw unknown('unknown_environment', message, environment, known);
}

/** What arrived from a source since an instant, in whatever process it was taken. */
export async function arrivals(core: Core, filter: DeliveryFilter): Promise<Arrivals> {
  const store = await core.store();
  const [taken, refused] = await Promise.all([store.deliveries(filter), store.refusals(filter)]);
  return { taken, refused };
}
