// Signs each request with an HMAC (RFC 2104) over the canonical text that the auth method declares.
import { createHash, createHmac } from 'node:crypto';
import type { AuthMethodOf, SignedPart } from '../playbook/schema/auth-method.ts';
import type { AuthGrant, Message, SecretsSink } from '../ports/credential.ts';

type Hmac = AuthMethodOf<'hmac'>;

interface Signing {
  readonly method: Hmac;
  readonly key: string;
  readonly keyId: string | undefined;
  readonly now: () => Date;
  readonly sink: SecretsSink;
}

const unpadded = (text: string) => text.replace(/={1,2}$/, '');

/** Bytes that are written back as they came; of a key that was cut, or mixes both alphabets, the reader would make another. */
function isWritten(key: string, bytes: Buffer, encoding: 'hex' | 'base64'): boolean {
  if (encoding === 'hex') return bytes.toString('hex') === key.toLowerCase();
  return [unpadded(bytes.toString('base64')), bytes.toString('base64url')].includes(unpadded(key));
}

/** The key's bytes. Throws when it is not written as declared; the error never repeats it. */
function keyBytes(key: string, encoding: Hmac['keyEncoding']): Buffer {
  if (encoding === 'text') return Buffer.from(key, 'utf8');
  const bytes = Buffer.from(key, encoding);
  if (isWritten(key, bytes, encoding)) return bytes;
  throw new Error(`it is not written in ${encoding}`);
}

function written(now: Date, form: Hmac['timestamp']): string {
  if (form === 'rfc3339') return now.toISOString().replace(/\.\d+Z$/, 'Z');
  return String(form === 'unix' ? Math.floor(now.getTime() / 1000) : now.getTime());
}

/** The declared parts of a request, as they are sent. */
function partsOf({ method, url, body = '' }: Message, timestamp: string, bodyDigest: string) {
  const { host, pathname, search } = new URL(url);
  const parts: Record<SignedPart, string> = {
    method,
    host,
    path: pathname,
    query: search.slice(1),
    timestamp,
    body,
    'body-digest': bodyDigest,
  };
  return parts;
}

/** What signs requests. Throws when the key is not written as declared. */
export function requestSigner({ method, key, keyId, now, sink }: Signing): NonNullable<AuthGrant['sign']> {
  const { algorithm, encoding, headers, prefix } = method;
  const bytes = keyBytes(key, method.keyEncoding);
  return (message) => {
    const timestamp = written(now(), method.timestamp);
    const bodyDigest = createHash(algorithm)
      .update(message.body ?? '')
      .digest(encoding);
    const parts = partsOf(message, timestamp, bodyDigest);
    const text = method.message.replace(/\{([a-z-]+)\}/g, (_, part: SignedPart) => parts[part]);
    const signature = createHmac(algorithm, bytes).update(text).digest(encoding);
    sink.addPassing(signature);
    const fields: [string | undefined, string | undefined][] = [
      [headers.signature, prefix + signature],
      [headers.timestamp, timestamp],
      [headers.bodyDigest, bodyDigest],
      [headers.keyId, keyId],
    ];
    return fields.flatMap(([name, value]): [string, string][] =>
      name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]],
    );
  };
}
