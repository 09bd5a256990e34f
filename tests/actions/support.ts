// What an action kind is handed in a test: real ports, and stages that are noted as they come.
import type { ActionInput, ActionKind, Stage } from '../../runbook-runner/actions/kind.ts';
import { actionKinds } from '../../runbook-runner/actions/registry.ts';
import { TRACEPARENT } from '../checks/support.ts';

export function actionKindOf(name: string): ActionKind {
  const kind = actionKinds.get(name);
  if (!kind) throw new Error(`no action kind ${name}`);
  return kind;
}

interface Given {
  readonly baseUrl: string;
  readonly parameters?: ActionInput<unknown>['parameters'];
  readonly deadlineMs?: number;
  readonly expiresMs?: number;
  readonly before?: unknown;
  readonly key?: string;
  readonly signal?: AbortSignal;
  /** Filled with the stages in the order in which they begin. */
  readonly stages?: Stage[];
}

/** Parses the operation as the playbook would. */
export function actionInput(kind: string, operation: unknown, given: Given): ActionInput<unknown> {
  const {
    baseUrl,
    parameters = {},
    deadlineMs = 1000,
    expiresMs,
    before,
    key = 'key-1',
    stages = [],
  } = given;
  return {
    ...{ id: 'order-sync-change', operation: actionKindOf(kind).schema.parse(operation), parameters },
    target: { integration: 'order-sync', environment: 'sandbox', baseUrl, ca: [], loopback: true },
    ...{ traceparent: TRACEPARENT, idempotencyKey: key, deadlineMs, expiresMs, before },
    signal: given.signal ?? new AbortController().signal,
    async stage(stage, work) {
      stages.push(stage);
      return work(`${key}.${stage.id}`);
    },
  };
}
