// Answers that the proxy gives itself, and what is done to those of an upstream.
import type { Answer, FieldList, Meeting } from '../kind.ts';

/** Thrown in a body: the connection is closed where the body stands, and the rest never comes. */
export class Cut extends Error {}

/** Thrown in a body: the connection is reset (RST) where the body stands. */
export class Reset extends Error {}

/** Fields that would lie about a body that was changed. */
const OF_LENGTH = ['content-length', 'transfer-encoding', 'content-encoding'];

/** The fields without those of some names, which are in lower case. */
export function withoutFields(headers: FieldList, names: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name = '', value = ''] = headers.slice(index, index + 2);
    if (!names.includes(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

/** The value of the first field of a name; undefined when there is none. */
export function fieldOf(headers: FieldList, name: string): string | undefined {
  const index = headers.findIndex((one, at) => at % 2 === 0 && one.toLowerCase() === name);
  return index < 0 ? undefined : headers[index + 1];
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export async function* nothing(): AsyncGenerator<Uint8Array> {}

/** The whole body of an answer; an answer of a server in the sandbox is small. */
export async function bytesOf({ body }: Answer): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The same answer with another body, and a length that is true again. */
export function withBody(answer: Answer, bytes: Uint8Array): Answer {
  const headers = withoutFields(answer.headers, OF_LENGTH);
  return { ...answer, headers: [...headers, 'content-length', String(bytes.byteLength)], body: once(bytes) };
}

interface Said {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly headers?: FieldList;
}

/** Answers in the upstream's place, which then never sees the request. */
export function say({ status, type, text, headers = [] }: Said): Meeting {
  const answer = { status, headers: ['content-type', type, ...headers], body: nothing() };
  return { do: 'answer', answer: withBody(answer, Buffer.from(text)) };
}
