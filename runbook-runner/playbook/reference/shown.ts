// Which shipped check shows a kind or an assertion on its reference page, and what it said when it ran in the sandbox.
import type { Kinds } from '../draft.ts';
import type { CheckDefinition, Playbook } from '../playbook.ts';

/** What a run said, by the id of its check: the verdict, then one line a promise. */
export type Recorded = Readonly<Record<string, readonly string[]>>;

export interface Shown {
  readonly id: string;
  /** Undefined while nothing was recorded. */
  readonly said: readonly string[] | undefined;
}

export interface ShownChecks {
  readonly kinds: ReadonlyMap<string, Shown>;
  readonly assertions: ReadonlyMap<string, Shown>;
}

export const NOTHING_SHOWN: ShownChecks = { kinds: new Map(), assertions: new Map() };

interface Candidate {
  readonly check: CheckDefinition;
  readonly assertions: readonly string[];
}

/** Those that a reader can press in the sandbox, in the order of their ids. */
function candidatesIn(playbook: Playbook, kinds: Kinds['checks']): Candidate[] {
  return [...playbook.checks.values()]
    .filter(({ integration }) => playbook.integrations.get(integration)?.integration.environments.sandbox)
    .map((check) => ({ check, assertions: kinds.get(check.kind)?.assertions?.(check.probe) ?? [] }))
    .sort((a, b) => (a.check.id < b.check.id ? -1 : 1));
}

type Weight = (one: Candidate) => number;

/** A kind is shown by the check that promises most, an assertion by the one that promises least beside it. */
export function shownChecks(playbook: Playbook, kinds: Kinds['checks'], recorded: Recorded): ShownChecks {
  const candidates = candidatesIn(playbook, kinds);
  // What was recorded stays: another check in the playbook must not make the pages stale.
  const unrecorded: Weight = ({ check }) => (recorded[check.id] ? 0 : 1);
  const lowest = (among: readonly Candidate[], weight: Weight): Candidate | undefined =>
    [...among].sort((a, b) => unrecorded(a) - unrecorded(b) || weight(a) - weight(b))[0];
  const shown = (name: string, found: Candidate | undefined): [string, Shown][] =>
    found ? [[name, { id: found.check.id, said: recorded[found.check.id] }]] : [];
  const names = [...new Set(candidates.flatMap(({ assertions }) => assertions))];
  return {
    kinds: new Map(
      [...kinds.keys()].flatMap((kind) => {
        const ofKind = candidates.filter(({ check }) => check.kind === kind);
        return shown(
          kind,
          lowest(ofKind, ({ assertions }) => -assertions.length),
        );
      }),
    ),
    assertions: new Map(
      names.flatMap((name) => {
        const making = candidates.filter(({ assertions }) => assertions.includes(name));
        return shown(
          name,
          lowest(making, ({ assertions }) => assertions.length),
        );
      }),
    ),
  };
}

/** Every check whose result stands on a page. */
export const idsOf = ({ kinds, assertions }: ShownChecks): string[] =>
  [...new Set([...kinds.values(), ...assertions.values()].map(({ id }) => id))].sort();
