// Whether a drill's walk and the steps of its runbook are the same: pure, used by lint and by the drill itself.
import type { Placement, Step } from './playbook.ts';
import type { Seen, WalkStep } from './schema/drill.ts';

export interface WalkProblem {
  readonly message: string;
  /** Where in the walk: the index of its step, and the entry of `sees`. */
  readonly index: number;
  readonly entry?: string | undefined;
}

const FITS: Readonly<Record<Placement['element'], readonly Seen[]>> = {
  Check: ['pass', 'fail', 'error'],
  Action: ['done'],
  Decision: ['proceed', 'escalate', 'roll-back'],
};

/** Ids that the step must place, in their order. */
const expectedIn = ({ sees }: WalkStep) => Object.keys(sees).filter((id) => sees[id] !== 'undone');

/** Everything in which the two differ, in the order of the walk. */
export function walkProblems(steps: readonly Step[], walk: readonly WalkStep[]): WalkProblem[] {
  const problems = walk.flatMap((one, index) => stepProblems(steps, walk, one, index));
  if (problems.length > 0) return problems;
  const order = steps.map((step) => step.id).filter((id) => walk.some((one) => one.step === id));
  const index = walk.findIndex((one, at) => one.step !== order[at]);
  if (index >= 0) {
    const message = `The drill walks "${walk[index]?.step}" where the runbook has "${order[index] ?? 'no step any more'}".`;
    return [{ index, message }];
  }
  const left = steps.find((step) => !walk.some((one) => one.step === step.id));
  if (left === undefined) return [];
  return [
    { index: walk.length - 1, message: `The drill does not walk the step "${left.id}" of the runbook.` },
  ];
}

function stepProblems(
  steps: readonly Step[],
  walk: readonly WalkStep[],
  one: WalkStep,
  index: number,
): WalkProblem[] {
  const step = steps.find(({ id }) => id === one.step);
  if (step === undefined) {
    const seen = Object.entries(one.sees).map(([id, outcome]) => `${id} ${outcome}`);
    const message = `The runbook has no step "${one.step}", in which the drill must see ${seen.join(', ')}.`;
    return [{ index, message }];
  }
  const placed = step.placements.map(({ id }) => id);
  const wanted = expectedIn(one);
  if (placed.join() !== wanted.join()) {
    const message = `The step "${step.id}" has ${placed.join(', ') || 'nothing to run'}, and the drill must see ${wanted.join(', ') || 'nothing'} there.`;
    return [{ index, message }];
  }
  return Object.entries(one.sees).flatMap(([entry, seen]) => {
    const message =
      seen === 'undone' ? unfitUndo(walk, index, entry) : unfitOutcome(step.placements, entry, seen);
    return message === undefined ? [] : [{ index, entry, message }];
  });
}

function unfitOutcome(placements: readonly Placement[], id: string, seen: Seen): string | undefined {
  const element = placements.find((one) => one.id === id)?.element ?? 'Check';
  if (FITS[element].includes(seen)) return undefined;
  return `The ${element.toLowerCase()} "${id}" can end as ${FITS[element].join(', ')}, and not as ${seen}.`;
}

function unfitUndo(walk: readonly WalkStep[], index: number, action: string): string | undefined {
  const before = walk.slice(0, index).some(({ sees }) => sees[action] === 'done');
  return before ? undefined : `No step before "${walk[index]?.step}" does the action "${action}".`;
}
