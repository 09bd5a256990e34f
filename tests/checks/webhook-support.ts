// What the table of bad input needs of webhooks: definitions, a listener, and the real Lumenpay of the sandbox.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stateFolderAt } from '../../runbook-runner/adapters/state-folder.ts';
import { createClock } from '../../runbook-runner/adapters/system-clock.ts';
import { inboundOf } from '../../runbook-runner/compose/inbound.ts';
import type { KindOutcome } from '../../runbook-runner/ports/result.ts';
import { ask, placed, shippedPlaybook } from '../signature/support/upstream.ts';
import type { makeCertificates } from '../support/certificates.ts';
import { deliveryFault, serveWebhooks } from '../support/webhooks.ts';
import type { World } from './support.ts';

const waiting = { source: 'events', window: '100ms' };
const schema = (one: object) => ({
  post: { requestBody: { content: { 'application/json': { schema: one } } } },
});
const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Pay', version: '1' },
  webhooks: { lost: schema({ $ref: '#/components/schemas/None' }) },
};

export const HOOKS = {
  waiting,
  subscribing: {
    ...waiting,
    steps: [
      {
        name: 'subscribe',
        request: { method: 'POST', path: '/hooks', body: { url: '{deliveries}' } },
        expect: { status: 201 },
        capture: { hook: { path: '$.id' } },
      },
      { name: 'leave', request: { method: 'DELETE', path: '/hooks/{hook}' }, cleanup: true },
    ],
  },
  contradicting: {
    ...waiting,
    expect: {
      body: [
        { path: '$.a', equals: 1 },
        { path: '$.a', exists: false },
      ],
    },
  },
  contracted: (webhook: string) => ({ ...waiting, expect: { contract: { openapi: 'c.yaml', webhook } } }),
  contracts: new Map<string, unknown>([['c.yaml', DOCUMENT]]),
};

/** A listener to which nothing is ever delivered. */
export const LISTENING: World = {
  inbound: inboundOf({
    clock: createClock(),
    folder: stateFolderAt(join(tmpdir(), 'no-such-folder')),
    runner: () => ({
      receive: () => Promise.reject(new Error('nothing is delivered in these tests')),
      arrivals: async () => ({ taken: [], refused: [] }),
    }),
  }),
};

/** The shipped check on Lumenpay, whose deliveries a fault may disturb. */
export async function hooked(
  { ca, good }: Awaited<ReturnType<typeof makeCertificates>>,
  fault?: string,
): Promise<KindOutcome> {
  const server = await serveWebhooks(good, fault === undefined ? undefined : deliveryFault(fault));
  try {
    return await ask(await shippedPlaybook(), 'lumenpay-webhook-delivery', placed({ url: server.url, ca }));
  } finally {
    await server.close();
  }
}
