// A runbook spoiled in one way at a time, as a value: a drill that does not notice proves nothing. Pure.
import { PlaybookError } from '../../errors/index.ts';
import type { ActionDefinition, Playbook } from '../../playbook/playbook.ts';
import type { LiveFire } from '../../playbook/schema/drill.ts';
import { find } from '../find.ts';
import { liveFire } from './live-fire.ts';

export interface Mutant {
  /** `without confirm`, `expects rate-limited`, `undo of order-sync-throttle changes`, … */
  readonly name: string;
  readonly what: string;
  /** The sandbox is not as it was afterwards, because nothing takes back what the mutant did. */
  readonly spoils: boolean;
}

interface Made extends Mutant {
  readonly make: (playbook: Playbook) => Playbook;
}

/** Every mutant of the drill's runbook: each step removed, another failure mode, each action and undo without effect. */
export const mutantsOf = (playbook: Playbook, id: string): Mutant[] =>
  all(playbook, id).map(({ name, what, spoils }) => ({ name, what, spoils }));

/** The playbook with one mutant; actions wait for their verification no longer than `patienceMs`. */
export function mutated(playbook: Playbook, id: string, name: string, patienceMs = 10_000): Playbook {
  const known = all(playbook, id);
  const mutant = known.find((one) => one.name === name);
  if (mutant === undefined) {
    const hint = `Known: ${known.map((one) => one.name).join(', ')}.`;
    throw new PlaybookError('usage', `The drill "${id}" has no mutant "${name}".`, { hint });
  }
  const made = mutant.make(playbook);
  const actions = [...made.actions].map(([key, one]) => [key, inPatience(one, patienceMs)] as const);
  return { ...made, actions: new Map(actions) };
}

function inPatience(action: ActionDefinition, patienceMs: number): ActionDefinition {
  const ms = Math.min(action.deadline.ms, patienceMs);
  return { ...action, deadline: { ...action.deadline, ms } };
}

function all(playbook: Playbook, id: string): Made[] {
  const { drill } = liveFire(playbook.drills, id);
  const runbook = find('scenario', playbook.scenarios, drill.scenario);
  const [acts, undos] = ['done', 'undone'].map((seen) => changesSeen(playbook, drill.walk, seen));
  return [
    ...runbook.steps.map(({ id: step }) => withoutStep(drill.scenario, step)),
    ...otherMode(playbook, id),
    ...(acts ?? []).filter(({ undo }) => undo !== undefined).map((one) => without(one, 'act')),
    // What a kind takes back by itself can be spoiled only where repeating it leaves a temporary change in force.
    ...(undos ?? []).filter(({ undo, expires }) => undo ?? expires).map((one) => without(one, 'undo')),
  ];
}

function changesSeen(playbook: Playbook, walk: LiveFire['walk'], seen: string): ActionDefinition[] {
  const ids = walk.flatMap(({ sees }) => Object.keys(sees).filter((one) => sees[one] === seen));
  return [...new Set(ids)].flatMap((one) => playbook.actions.get(one) ?? []);
}

function withoutStep(scenario: string, step: string): Made {
  return {
    name: `without ${step}`,
    what: `the step "${step}" is removed`,
    spoils: false,
    make(playbook) {
      const page = find('scenario', playbook.scenarios, scenario);
      const next = { ...page, steps: page.steps.filter(({ id }) => id !== step) };
      return { ...playbook, scenarios: new Map([...playbook.scenarios, [scenario, next]]) };
    },
  };
}

function otherMode(playbook: Playbook, id: string): Made[] {
  const { page, drill } = liveFire(playbook.drills, id);
  const other = [...playbook.failureModes.keys()].find((mode) => mode !== drill.expect.failureMode);
  if (other === undefined) return [];
  const next = { ...page, drill: { ...drill, expect: { failureMode: other } } };
  return [
    {
      name: `expects ${other}`,
      what: `the failure mode must be ${other} instead of ${drill.expect.failureMode}`,
      spoils: false,
      make: (whole) => ({ ...whole, drills: new Map([...whole.drills, [id, next]]) }),
    },
  ];
}

/** The action does what its undo does, or the undo what the action does: it is sent, and has no effect. */
function without(action: ActionDefinition, which: 'act' | 'undo'): Made {
  const next = which === 'act' ? { ...action, do: action.undo } : { ...action, undo: action.do };
  const undo = which === 'undo';
  return {
    name: undo ? `undo of ${action.id} repeats it` : `${action.id} undoes`,
    what: undo ? `the undo of ${action.id} repeats the action` : `${action.id} does what its undo does`,
    spoils: undo,
    make: (playbook) => ({ ...playbook, actions: new Map([...playbook.actions, [action.id, next]]) }),
  };
}
