// The sandbox's Lumenpay alone, on loopback, which delivers webhooks as it should or as a fault has it.
import type { DeliveryEffect } from '../../runbook-runner/sandbox/fault-proxy/kinds/kind.ts';
import { faultKinds } from '../../runbook-runner/sandbox/fault-proxy/kinds/registry.ts';
import { openStage } from '../../runbook-runner/sandbox/fault-proxy/stage.ts';
import { serveHttps } from '../../runbook-runner/sandbox/https-server.ts';
import { seededCredentials } from '../../runbook-runner/sandbox/lumenpay/credentials.ts';
import { lumenpay } from '../../runbook-runner/sandbox/lumenpay/index.ts';
import { RequestLog } from '../../runbook-runner/sandbox/request-log.ts';
import type { Leaf } from './certificates.ts';
import type { Running } from './servers.ts';

const SEED = 1;

/** What opens that Lumenpay, and signs its webhooks. */
export const CREDENTIALS = seededCredentials(SEED);

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
  const opened = await lumenpay.open({ seed: SEED, log: new RequestLog('lumenpay') });
  opened.webhooks.disturb(effect);
  const server = await serveHttps({ fetch: opened.api.fetch, leaf });
  return {
    url: server.url,
    async close() {
      opened.close?.();
      await server.close();
    },
  };
}
