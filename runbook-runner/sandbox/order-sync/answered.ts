// Owns how an answer of an upstream that follows is read: the status that was asked for, and a record that fits.
import { z } from 'zod';
import type { Config, FollowerName } from './config.ts';
import { type Answer, type Failure, failure, type Received, refusalOf } from './connection.ts';
import { adapt, rulesFor } from './record.ts';

interface Wanted<Value> {
  readonly status: number;
  readonly schema: z.ZodType<Value>;
  readonly upstream: FollowerName;
  readonly config: Config;
}

export function recordOf<Value>(
  answer: Answer<Received>,
  { status, schema, upstream, config }: Wanted<Value>,
): Answer<Value> {
  if (!answer.ok) return answer;
  if (answer.value.status !== status) return refusalOf(answer.value, answer.traceId);
  const record = schema.safeParse(adapt(answer.value.body, rulesFor(config, upstream)));
  if (record.success) return { ...answer, value: record.data };
  return failure('schema', z.prettifyError(record.error), answer.traceId);
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
