// Decisions: rules over the latest results, tried in order, with what each of them saw.
import { PlaybookError } from '../errors/index.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Decision } from '../playbook/schema/pages.ts';
import type { CheckResult } from '../ports/result.ts';
import { type Looked, lookAt, refused } from './conditions.ts';
import type { Core } from './core.ts';
import { find, unknown } from './find.ts';
import { newRunId } from './ids.ts';
import type { DecisionOrder, DecisionResult } from './orders.ts';
import { begun } from './record.ts';
import { agreedSeal } from './seal.ts';
import { findEnvironment, takesCheck } from './target.ts';

/** Outside a run of the scenario, an older result says nothing of now. */
const FRESH_MINUTES = 15;

/**
 * Decides and records it. A check that this environment refuses has no result, so what asks for one does not hold.
 * Throws `decision_without_result`, naming the checks that must run first.
 */
export async function decide(core: Core, order: DecisionOrder): Promise<DecisionResult> {
  const playbook = await core.playbook();
  const page = find('scenario', playbook.scenarios, order.scenario);
  const { decisions } = page.scenario;
  const decision = Object.hasOwn(decisions, order.decision) ? decisions[order.decision] : undefined;
  if (decision === undefined) {
    const message = `The scenario "${order.scenario}" has no decision "${order.decision}".`;
    throw unknown('unknown_decision', message, order.decision, Object.keys(decisions));
  }
  const seal = (await agreedSeal(core, playbook, order)) ?? page.seal ?? '';
  findEnvironment(playbook, page.scenario.integration, order.environment);
  const checks = checksOf(decision).filter((check) => mayRun(playbook, check, order.environment));
  const results = await latestResults(core, order, checks);
  const { chosen, looked } = choose(playbook, decision, results);
  const { clock } = core.deps.ports;
  const startedAt = clock.now().toISOString();
  const base = { id: newRunId(clock), kind: 'decision', subject: order.decision, seal, startedAt } as const;
  const run = await begun(core, order, { ...base, request: { scenario: order.scenario } });
  const result: DecisionResult = core.deps.redactor.redact({
    ...{ run: run.id, decision: order.decision, question: decision.question, looked, actor: order.actor },
    ...{ verdict: chosen.verdict, to: chosen.to, because: chosen.because },
    provenance: { seal, commit: run.commit, dirty: run.dirty },
  });
  const store = await core.store();
  const finishedAt = clock.now().toISOString();
  await store.append({ ...run, state: 'finished', status: result.verdict, finishedAt, result });
  return result;
}

const checksOf = (decision: Decision) => [
  ...new Set(decision.rules.flatMap((rule) => rule.when.map((condition) => condition.check))),
];

function mayRun(playbook: Playbook, check: string, environment: string): boolean {
  const definition = find('check', playbook.checks, check);
  return takesCheck(findEnvironment(playbook, definition.integration, environment), definition);
}

type Results = ReadonlyMap<string, CheckResult>;

/** The newest finished result of each check: in the scenario's run, or in this environment lately. */
async function latestResults(core: Core, order: DecisionOrder, checks: readonly string[]): Promise<Results> {
  const { clock } = core.deps.ports;
  const store = await core.store();
  const { environment, parent } = order;
  const since = new Date(clock.now().getTime() - FRESH_MINUTES * 60_000).toISOString();
  const scope = parent === undefined ? { since } : { parent };
  const found = new Map<string, CheckResult>();
  for (const subject of checks) {
    const filter = { kind: 'check', state: 'finished', subject, environment, limit: 1, ...scope } as const;
    const [run] = await store.list(filter);
    if (run?.result) found.set(subject, run.result as CheckResult);
  }
  const missing = checks.filter((check) => !found.has(check));
  if (missing.length === 0) return found;
  const where = parent === undefined ? `in the last ${FRESH_MINUTES} minutes` : 'in this run of the runbook';
  const message = `${missing.join(' and ')} ${missing.length === 1 ? 'has' : 'have'} no result ${where}.`;
  throw new PlaybookError('decision_without_result', message, {
    hint: `Run ${missing.length === 1 ? 'the check' : 'the checks'} first.`,
    data: { checks: missing },
  });
}

/** The first rule of which every condition holds, or `otherwise`; and everything that was looked at until then. */
export function choose(playbook: Playbook, decision: Decision, results: Results) {
  const looked = new Map<string, Looked>();
  for (const rule of decision.rules) {
    const seen = rule.when.map((condition) => {
      const result = results.get(condition.check);
      return result
        ? lookAt(condition, result)
        : refused(condition, find('check', playbook.checks, condition.check).title);
    });
    for (const [index, one] of seen.entries()) looked.set(JSON.stringify(rule.when[index]), one);
    if (seen.every((one) => one.holds)) {
      return { chosen: rule, looked: [...looked.values()] };
    }
  }
  return { chosen: decision.otherwise, looked: [...looked.values()] };
}
