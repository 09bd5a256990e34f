// The sandbox's Lumenpay alone, on loopback, which delivers webhooks as it should or as a fault has it.
import type { DeliveryEffect } from '../../runbook-runner/sandbox/fault-proxy/kinds/kind.ts';
import { faultKinds } from '../../runbook-runner/sandbox/fault-proxy/kinds/registry.ts';
import { openStage } from '../../runbook-runner/sandbox/fault-proxy/stage.ts';
import { startLumenpay } from '../../runbook-runner/sandbox/lumenpay/index.ts';
import type { Leaf } from './certificates.ts';
import type { Running } from './servers.ts';

export const WEBHOOK_SECRET = `whsec_${Buffer.from('signs the webhooks of this test').toString('base64')}`;
export const CLIENT = { id: 'an-id', secret: 'a-secret-of-this-test' };

/** What a declared fault kind does to deliveries. */
export function deliveryFault(kind: string, options: object = {}): DeliveryEffect {
  const found = faultKinds.get(kind);
  const effect = found?.begin(found.schema.parse(options), openStage(new Set())).deliveries;
  if (!effect) throw new Error(`${kind} disturbs no deliveries`);
  return effect;
}

/** Sends all with a time that is so many seconds away from now, signed. */
export const atAnotherTime = (seconds: number): DeliveryEffect => ({
  async send(message, { sign, post }) {
    const now = Date.now;
    Date.now = () => now() + seconds * 1_000;
    const signed = sign(message);
    Date.now = now;
    return post(signed);
  },
});

export async function serveWebhooks(
  leaf: Leaf,
  effect?: DeliveryEffect,
): Promise<Pick<Running, 'url' | 'close'>> {
  const lumenpay = await startLumenpay({
    ...{ seed: 1, clients: [CLIENT], webhookSecret: WEBHOOK_SECRET, leaf },
    operatorToken: 'operates-lumenpay-in-this-test',
    deposit: () => undefined,
  });
  lumenpay.webhooks.disturb(effect);
  const { url, close } = lumenpay;
  return { url, close };
}
