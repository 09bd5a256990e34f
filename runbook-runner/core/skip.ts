// A check that a run of many had no time left for: nothing is asked, and the record says why.
import type { CheckResult } from '../ports/result.ts';
import type { PreparedCheck } from './check.ts';
import type { Core } from './core.ts';
import { newRunId, newTrace } from './ids.ts';
import type { Observer } from './orders.ts';
import { begun } from './record.ts';

export async function skip(core: Core, prepared: PreparedCheck, observer: Observer): Promise<CheckResult> {
  const { clock } = core.deps.ports;
  const { order, definition, seal, parameters } = prepared;
  const startedAt = clock.now().toISOString();
  const run = { id: newRunId(clock), kind: 'check', subject: definition.id, seal, startedAt } as const;
  const record = await begun(core, order, { ...run, request: { parameters } });
  const { id: check, title, integration, kind } = definition;
  const result: CheckResult = {
    ...{ run: run.id, check, title, integration, kind, environment: order.environment },
    ...{ status: 'skipped', startedAt, durationMs: 0 },
    reason: `The deadline of the run, ${order.until?.text}, passed before it started.`,
    ...{ assertions: [], failureModes: [], traceId: newTrace().traceId, actor: order.actor },
    provenance: { seal, commit: record.commit, dirty: record.dirty },
  };
  observer({ event: 'judged', result });
  const ending = { state: 'finished', status: result.status, finishedAt: startedAt, result } as const;
  await (await core.store()).append({ ...record, ...ending });
  return result;
}
