// Tells whether a delivery is its sender's, and of now: Standard Webhooks, by its own library.
import { isUtf8 } from 'node:buffer';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { DeclaredWebhook } from '../playbook/webhooks.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { Arrival, Verification } from '../ports/inbound.ts';
import { kept } from '../ports/kept.ts';
import type { Secret } from './secret-sources.ts';
import type { Secrets } from './secrets.ts';

/** A flood of forged deliveries must not ask a secret manager each time. */
const SECRET_FOR_MS = 10_000;
const SECRET_DEADLINE_MS = 5_000;
/** A dot would let a part of the body pass for a part of the id: the signed text joins both with dots. */
const ID = /^[\w:+/=-]{1,255}$/;
const SECONDS = /^[1-9]\d{0,11}$/;

type Refused = Extract<Verification, { ok: false }>;

const refused = (reason: Refused['reason'], message: string): Refused => ({ ok: false, reason, message });

export type WebhookVerifier = (declared: DeclaredWebhook, arrival: Arrival) => Promise<Verification>;

export function createWebhookVerifier(options: {
  readonly clock: ClockPort;
  readonly secrets: Secrets;
}): WebhookVerifier {
  const known = new Map<string, { readonly of: string; readonly read: () => Promise<Secret> }>();
  const secretOf = (declared: DeclaredWebhook): Promise<Secret> => {
    const { integration, environment, credential } = declared;
    const name = `${integration}.${environment}.${credential}`;
    const of = JSON.stringify(declared);
    const last = known.get(name);
    if (last?.of === of) return last.read();
    const read = kept(options.clock, SECRET_FOR_MS, () =>
      options.secrets.read({ ...declared, signal: AbortSignal.timeout(SECRET_DEADLINE_MS) }),
    );
    known.set(name, { of, read });
    return read();
  };
  return async (declared, arrival) => {
    const { id = '', timestamp = '', signature = '' } = arrival.headers;
    if (id === '' || timestamp === '' || signature === '') {
      return refused('unsigned', 'webhook-id, webhook-timestamp or webhook-signature is missing.');
    }
    if (!ID.test(id)) return refused('malformed', 'webhook-id is not an id.');
    if (!SECONDS.test(timestamp))
      return refused('malformed', 'webhook-timestamp is not a number of seconds.');
    const late = lateness(Number(timestamp), declared.toleranceMs, options.clock);
    if (late !== undefined) return late;
    // The library reads the bytes as text, and would take two bodies with unreadable bytes for the same.
    if (!isUtf8(arrival.body)) return refused('malformed', 'The body is not UTF-8.');
    const secret = await secretOf(declared);
    if (!secret.ok) {
      const { message, hint } = secret.problem;
      return { ok: false, reason: 'no-secret', message, ...(hint === undefined ? {} : { hint }) };
    }
    return judge(secret.value, { id, timestamp, signature }, arrival.body);
  };
}

function lateness(sentAt: number, toleranceMs: number, clock: ClockPort): Refused | undefined {
  const ageMs = clock.now().getTime() - sentAt * 1000;
  if (Math.abs(ageMs) <= toleranceMs) return undefined;
  // Rounded up: what is refused is beyond the tolerance, in its words too.
  const by = `${Math.ceil(Math.abs(ageMs) / 1000)}s ${ageMs > 0 ? 'old' : 'ahead of our clock'}`;
  return refused('timestamp', `webhook-timestamp is ${by}; ${toleranceMs / 1000}s are tolerated.`);
}

function judge(
  secret: string,
  { id, timestamp, signature }: Readonly<Record<'id' | 'timestamp' | 'signature', string>>,
  body: Uint8Array,
): Verification {
  let webhook: Webhook;
  try {
    webhook = new Webhook(secret);
  } catch {
    // What is wrong with it is not repeated: the library quotes what it cannot read.
    return refused('no-secret', 'The secret is not one of Standard Webhooks: base64, after `whsec_`.');
  }
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  try {
    webhook.verify(Buffer.from(body), headers, { jsonParse: false });
    return { ok: true, id, sentAt: Number(timestamp) };
  } catch (error) {
    if (error instanceof WebhookVerificationError) return refused('signature', 'No signature holds.');
    throw error;
  }
}
