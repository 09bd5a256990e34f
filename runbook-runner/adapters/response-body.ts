// Collects a response body up to a cap, and takes its content codings off without ever exceeding it.
import { promisify } from 'node:util';

export class BodyTooLarge extends Error {}
export class BodyUndecodable extends Error {}

/** Bytes as received, up to `maxBytes`. */
export class BodyCollector {
  readonly #chunks: Uint8Array[] = [];
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** False when the body has become larger than the cap. */
  push(chunk: Uint8Array): boolean {
    this.#bytes += chunk.byteLength;
    if (this.#bytes > this.#maxBytes) return false;
    // The chunk is a view of a buffer that the parser uses again.
    this.#chunks.push(new Uint8Array(chunk));
    return true;
  }

  take(): Uint8Array {
    const [only] = this.#chunks;
    return only && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks, this.#bytes);
  }
}

type Decode = (body: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

/** RFC 9110 §8.4.1; some servers send raw deflate, which §8.4.1.2 tells a recipient to expect. */
async function decoders(): Promise<Readonly<Record<string, Decode>>> {
  // Loaded by the first answer that is compressed.
  const zlib = await import('node:zlib');
  const gunzip: Decode = promisify(zlib.gunzip);
  const inflate: Decode = promisify(zlib.inflate);
  const inflateRaw: Decode = promisify(zlib.inflateRaw);
  return {
    gzip: gunzip,
    'x-gzip': gunzip,
    br: promisify(zlib.brotliDecompress),
    deflate: (body, options) => (((body[0] ?? 0) & 0x0f) === 8 ? inflate : inflateRaw)(body, options),
  };
}

/** More codings than this over one another are a trap. */
const MAX_CODINGS = 2;

/** The body without its codings; throws BodyTooLarge or BodyUndecodable. */
export async function decodeBody(body: Uint8Array, encoding: string, maxBytes: number): Promise<Uint8Array> {
  const codings = encoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length === 0 || body.byteLength === 0) return body;
  if (codings.length > MAX_CODINGS) throw new BodyUndecodable(`it has ${codings.length} content codings`);
  const known = await decoders();
  let decoded = body;
  for (const coding of codings.reverse()) {
    const decode = Object.hasOwn(known, coding) ? known[coding] : undefined;
    if (!decode) throw new BodyUndecodable(`its content coding "${coding.slice(0, 40)}" is unknown`);
    decoded = await decode(decoded, { maxOutputLength: maxBytes }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_BUFFER_TOO_LARGE') throw new BodyTooLarge();
      throw new BodyUndecodable(`it is not ${coding}: ${error.message}`);
    });
  }
  return decoded;
}
