// What people tell of a drill is kept as one run that has ended, and once, however often it is sent.
import type { RunRecord } from '../../ports/store.ts';
import type { Core } from '../core.ts';
import { digestOf } from '../digest.ts';
import { refuseOther } from '../repeated.ts';

/** What was sent, and the key of its intent; who sits at the terminal needs none. */
interface Sent {
  readonly told: unknown;
  readonly idempotencyKey?: string | undefined;
}

/** Whether it was sent before: then it fitted, and is not judged by what holds now. */
export async function wasSent(core: Core, idempotencyKey: string | undefined): Promise<boolean> {
  if (idempotencyKey === undefined) return false;
  return (await (await core.store()).list({ idempotencyKey, limit: 1 })).length > 0;
}

/** Answers the first one where its key was used before. Throws `idempotency_mismatch` when that told something else. */
export async function keepOnce(
  core: Core,
  record: RunRecord,
  { told, idempotencyKey }: Sent,
): Promise<RunRecord> {
  const { kind, subject, parent } = record;
  const requestDigest = idempotencyKey === undefined ? null : digestOf({ kind, subject, parent, told });
  const store = await core.store();
  const { run } = await store.begin({ ...record, idempotencyKey: idempotencyKey ?? null, requestDigest });
  refuseOther(run, requestDigest);
  return run;
}
