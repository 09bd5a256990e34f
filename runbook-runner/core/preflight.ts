// The preflight of an integration: its checks in order, until one is not green.
import type { CheckResult } from '../ports/result.ts';
import { admitAll } from './admit.ts';
import { runCheck } from './check.ts';
import type { Core } from './core.ts';
import { find } from './find.ts';
import { newRunId } from './ids.ts';
import type { Asking } from './orders.ts';
import { requireHeadroom } from './overdrawn.ts';
import { begun } from './record.ts';

/** Runs and records the checks, and the preflight as a whole; what follows the first that is not green is not run. */
export async function preflight(core: Core, integration: string, asked: Asking): Promise<CheckResult[]> {
  const { clock } = core.deps.ports;
  const playbook = await core.playbook();
  const page = find('integration', playbook.integrations, integration);
  const checks = page.integration.preflight;
  // All of it at once: what has begun is not broken off, neither for a refusal nor for its quota.
  await admitAll(core, { checks, environment: asked.environment });
  if (asked.withinQuota) await requireHeadroom(core, asked, checks);
  const id = newRunId(clock);
  const base = { id, kind: 'preflight', subject: integration, seal: page.seal ?? '' } as const;
  const run = await begun(core, asked, { ...base, startedAt: clock.now().toISOString() });
  const results: CheckResult[] = [];
  const { page: _, parameters: __, withinQuota: ___, ...rest } = asked;
  for (const check of checks) {
    const result = await runCheck(core, { ...rest, check, parent: asked.parent ?? id }, () => {});
    results.push(result);
    if (result.status !== 'pass') break;
  }
  const status = results.at(-1)?.status ?? 'skipped';
  const finishedAt = clock.now().toISOString();
  const result = { checks: results.map((one) => ({ run: one.run, check: one.check, status: one.status })) };
  const store = await core.store();
  await store.append({ ...run, state: 'finished', status, finishedAt, result });
  return results;
}
