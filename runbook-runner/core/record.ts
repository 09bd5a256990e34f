// Makes the records of runs: the fields that every kind of run shares, from the order and where it stands.
import type { RunKind, RunRecord } from '../ports/store.ts';
import type { Core } from './core.ts';
import type { Asked } from './orders.ts';

export interface Begun {
  readonly id: string;
  readonly kind: RunKind;
  readonly subject: string;
  readonly seal: string;
  readonly startedAt: string;
  /** What was asked, beyond the fields that every run has. */
  readonly request?: unknown;
}

/** A run that has begun, before anything is known of its end. */
export async function begun(
  core: Core,
  asked: Pick<Asked, 'actor' | 'environment' | 'parent' | 'step'>,
  run: Begun,
): Promise<RunRecord> {
  const { commit, dirty } = await core.provenance();
  return {
    id: run.id,
    kind: run.kind,
    subject: run.subject,
    seal: run.seal,
    startedAt: run.startedAt,
    actor: asked.actor,
    environment: asked.environment,
    commit,
    dirty,
    parent: asked.parent ?? null,
    step: asked.step ?? null,
    request: run.request ?? null,
    state: 'running',
    status: null,
    finishedAt: null,
    expiresAt: null,
    result: null,
    idempotencyKey: null,
    requestDigest: null,
    undoes: null,
    fingerprint: null,
    failureMode: null,
  };
}
