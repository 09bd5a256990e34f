// Words of ours, which a secret may happen to be: a record without them is never found again, and no result is read.
import type { Playbook } from '../playbook/playbook.ts';
import { PROBLEMS } from '../ports/problem-classes.ts';
import type { CheckProgress, CheckResult } from '../ports/result.ts';
import type { RunKind, RunState } from '../ports/store.ts';
import type { ActionResult, DecisionResult, Observer } from './orders.ts';

type Word =
  | RunKind
  | RunState
  | CheckResult['status']
  | ActionResult['status']
  | DecisionResult['verdict']
  | CheckProgress['event']
  | Parameters<Observer>[0]['event'];

const SAID: Readonly<Record<Word, true>> = {
  ...{ check: true, action: true, undo: true, stage: true, decision: true, scenario: true, drill: true },
  ...{ hint: true, debrief: true, preflight: true, baseline: true },
  ...{ running: true, finished: true, interrupted: true, outcome_unknown: true },
  ...{ pass: true, fail: true, error: true, skipped: true },
  ...{ planned: true, done: true, refused: true, unknown: true, unverified: true, unmet: true },
  ...{ proceed: true, escalate: true, 'roll-back': true },
  ...{ started: true, sample: true, assertion: true, judged: true, listening: true },
};

/** What records and results say of themselves. */
export const WORDS: ReadonlySet<string> = new Set([...Object.keys(SAID), ...Object.keys(PROBLEMS)]);

/** Whether a key is one that a program gives: a name of letters alone. */
export const isName = (key: string): boolean => /^[a-z][A-Za-z]{0,23}$/.test(key);

/** What records and results name of the playbook, which is public to whoever has the repository. */
export function idsOf(playbook: Playbook): string[] {
  const { pages, integrations, scenarios, failureModes, drills, checks, actions, faults } = playbook;
  const named = [pages, integrations, scenarios, failureModes, drills, checks, actions, faults];
  return [
    ...named.flatMap((room) => [...room.keys()]),
    ...[...pages.values()].flatMap(({ steps }) => steps.map(({ id }) => id)),
    ...[...integrations.values()].flatMap(({ integration }) => Object.keys(integration.environments)),
  ];
}
