// Bodies that come in pieces over time.
import type { Answer, Stage } from '../kind.ts';

/** The same bytes, `bytes` at a time, with a pause after each piece; at once when the fault ends. */
export function paced(answer: Answer, stage: Stage, bytes: number, everyMs: number): Answer {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const chunk of answer.body) {
      for (let at = 0; at < chunk.byteLength; at += bytes) {
        yield chunk.subarray(at, at + bytes);
        await stage.wait(everyMs);
      }
    }
  }
  return { ...answer, body: pieces() };
}
