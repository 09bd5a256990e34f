// What shows a kind or an assertion on its reference page: a shipped check that can be pressed, or what its example said.
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { Kinds } from '../draft.ts';
import type { CheckDefinition, Playbook } from '../playbook.ts';
import { madeBy } from './examples.ts';

/** What runs said: the verdict, then one line a promise. */
export interface Recorded {
  /** By the id of a check, in a sandbox. */
  readonly checks: Readonly<Record<string, readonly string[]>>;
  /** By the kind whose first example it was, against servers of a test, where the sandbox has nothing for it. */
  readonly examples: Readonly<Record<string, readonly string[]>>;
}

/** `said` is undefined while nothing was recorded. */
export type Shown =
  | { readonly by: 'check'; readonly id: string; readonly said: readonly string[] | undefined }
  | { readonly by: 'example'; readonly kind: string; readonly said: readonly string[] };

export interface ShownChecks {
  readonly kinds: ReadonlyMap<string, Shown>;
  readonly assertions: ReadonlyMap<string, Shown>;
}

export const NOTHING_SHOWN: ShownChecks = { kinds: new Map(), assertions: new Map() };

interface Candidate {
  readonly check: CheckDefinition;
  readonly assertions: readonly string[];
}
type Weight = (one: Candidate) => number;

/** Those that a reader can press in the sandbox, in the order of their ids. */
function candidatesIn(playbook: Playbook, kinds: Kinds['checks']): Candidate[] {
  return [...playbook.checks.values()]
    .filter(({ integration }) => playbook.integrations.get(integration)?.integration.environments.sandbox)
    .map((check) => ({ check, assertions: kinds.get(check.kind)?.assertions?.(check.probe) ?? [] }))
    .sort((a, b) => (a.check.id < b.check.id ? -1 : 1));
}

/** What shows each name; names that nothing shows are left out. */
function shownOf(
  names: Iterable<string>,
  choose: (name: string) => Shown | undefined,
): ReadonlyMap<string, Shown> {
  return new Map(
    [...names].flatMap((name): [string, Shown][] => {
      const shown = choose(name);
      return shown ? [[name, shown]] : [];
    }),
  );
}

function examplesBy(kinds: Kinds['checks'], { examples }: Recorded) {
  const ofKind = (kind: string): Shown | undefined => {
    const said = examples[kind];
    return said && { by: 'example', kind, said };
  };
  const making = (name: string): Shown | undefined => {
    const [kind] = [...kinds.values()].filter(
      (one) => examples[one.kind] && madeBy(one, one.example).includes(name),
    );
    return kind && ofKind(kind.kind);
  };
  return { ofKind, making };
}

/**
 * A kind is shown by the check that promises most, an assertion by the one that promises least beside it. What was
 * recorded stays: another check in the playbook must not make the pages stale.
 */
export function shownChecks(playbook: Playbook, kinds: Kinds['checks'], recorded: Recorded): ShownChecks {
  const candidates = candidatesIn(playbook, kinds);
  const unrecorded: Weight = ({ check }) => (recorded.checks[check.id] ? 0 : 1);
  const lowest = (among: readonly Candidate[], weight: Weight): Shown | undefined => {
    const [first] = [...among].sort((a, b) => unrecorded(a) - unrecorded(b) || weight(a) - weight(b));
    return first && { by: 'check', id: first.check.id, said: recorded.checks[first.check.id] };
  };
  const count: Weight = ({ assertions }) => assertions.length;
  const example = examplesBy(kinds, recorded);
  return {
    kinds: shownOf(kinds.keys(), (kind) => {
      const ofKind = candidates.filter(({ check }) => check.kind === kind);
      return lowest(ofKind, (one) => -count(one)) ?? example.ofKind(kind);
    }),
    assertions: shownOf(Object.keys(ASSERTION_CODES), (name) => {
      const making = candidates.filter(({ assertions }) => assertions.includes(name));
      return lowest(making, count) ?? example.making(name);
    }),
  };
}

/** Every check whose result stands on a page. */
export const idsOf = ({ kinds, assertions }: ShownChecks): string[] =>
  [
    ...new Set(
      [...kinds.values(), ...assertions.values()].flatMap((one) => (one.by === 'check' ? [one.id] : [])),
    ),
  ].sort();
