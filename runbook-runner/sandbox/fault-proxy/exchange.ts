// Owns what an exchange meets while a fault is on: the request's fate, then what is done to the answer.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatcher, Pool } from 'undici';
import type { On } from './fault-switch.ts';
import { type Ending, endToEnd, hasBody } from './forward.ts';
import type { Answer, Asked, FieldList, Meeting } from './kinds/kind.ts';
import { Cut } from './kinds/shared/answers.ts';

interface Parties {
  readonly pool: Pool;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What the upstream answers; the body comes as it is read. Rejects when there is no answer. */
async function askUpstream({ pool, request, response }: Parties, target: string): Promise<Answer> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { statusCode, headers, body } = await pool.request({
    path: target,
    method: (request.method ?? 'GET') as Dispatcher.HttpMethod,
    headers: endToEnd(request.rawHeaders),
    body: hasBody(request) ? request : null,
    responseHeaders: 'raw',
    signal: gone.signal,
  });
  return { status: statusCode, headers: endToEnd(headers as unknown as FieldList), body };
}

async function deliver({ response }: Parties, answer: Answer): Promise<void> {
  response.writeHead(answer.status, [...answer.headers]);
  response.flushHeaders();
  for await (const chunk of answer.body) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

async function meet(asked: Asked, hit: readonly On[]): Promise<Meeting> {
  for (const { effect } of hit) if (effect.exchange) return effect.exchange(asked);
  return { do: 'pass' };
}

/** Resolves when the client went away or one of the faults ended: nobody waits for an answer any longer. */
async function hang({ response }: Parties, hit: readonly On[]): Promise<Ending> {
  const over = AbortSignal.any(hit.map(({ stage }) => stage.over));
  await Promise.race([once(response, 'close'), once(over, 'abort')]);
  return 'cut';
}

/** One exchange under the faults that concern it. */
export async function disturb(parties: Parties, asked: Asked, hit: readonly On[]): Promise<Ending> {
  try {
    const meeting = await meet(asked, hit);
    if (meeting.do === 'reset') return 'reset';
    if (meeting.do === 'hang') return await hang(parties, hit);
    let answer =
      meeting.do === 'answer' ? meeting.answer : await askUpstream(parties, meeting.target ?? asked.target);
    for (const { effect } of hit) if (effect.answer) answer = await effect.answer(answer, asked);
    await deliver(parties, answer);
    return 'answered';
  } catch (error) {
    return error instanceof Cut ? 'cut' : 'reset';
  }
}
