// Owns how an answer of an upstream is read: the status that was asked for, and a record that fits.
import type { z } from 'zod';
import type { Config, FollowerName } from './config.ts';
import {
  type Answer,
  type Connection,
  type Failure,
  failure,
  type Received,
  refusalOf,
} from './connection.ts';
import { type Fit, fitTo } from './fit.ts';
import { rulesFor } from './record.ts';

interface Wanted<Value> {
  readonly status: number;
  readonly schema: z.ZodType<Value>;
  readonly upstream: FollowerName;
  readonly config: Config;
  /** Hears which fields the contract does not know. */
  readonly connection: Pick<Connection, 'noteUnknown'>;
}

export function recordOf<Value>(answer: Answer<Received>, wanted: Wanted<Value>): Answer<Value> {
  const { status, schema, upstream, config, connection } = wanted;
  if (!answer.ok) return answer;
  if (answer.value.status !== status) return refusalOf(answer.value, answer.traceId);
  return answerOf(fitTo(schema, answer.value.body, rulesFor(config, upstream)), connection, answer.traceId);
}

export function answerOf<Value>(
  fitted: Fit<Value>,
  connection: Pick<Connection, 'noteUnknown'>,
  traceId: string,
): Answer<Value> {
  connection.noteUnknown(fitted.unknown, traceId);
  return fitted.ok ? { ok: true, value: fitted.value, traceId } : failure(fitted.kind, fitted.why, traceId);
}

/** Undefined when a key was ended; one that is gone already is what was wanted. */
export function endedOr(answer: Answer<Received>): Failure | undefined {
  if (!answer.ok) return answer;
  return [204, 404].includes(answer.value.status) ? undefined : refusalOf(answer.value, answer.traceId);
}

/** The field that asks for a pinned version; none leaves the choice to the upstream. */
export function pinnedVersion(config: Config, upstream: FollowerName): Readonly<Record<string, string>> {
  const pinned = config.versions[upstream];
  return pinned === null ? {} : { [`${upstream}-version`]: pinned };
}
