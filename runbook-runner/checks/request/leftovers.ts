// Says what a sequence left behind: which steps made something, and whether cleaning up removed it again.
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { AssertionResult, Problem } from '../../ports/result.ts';
import type { StepOutcome } from '../../ports/steps.ts';
import { type Claim, differs, kept, preview, unknown } from '../assertions/result.ts';
import type { ParameterValues } from '../parameters.ts';
import type { StepRun } from './step.ts';

/** A step that changes something and was begun. */
export interface Change {
  readonly name: string;
  readonly run: StepRun;
  readonly idempotencyKey: string;
}

/** Phases in which nothing of a request has left this machine. */
const BEFORE_SENDING = new Set<Problem['phase']>(['dns', 'proxy', 'tcp', 'tls', 'request', 'credential']);

type Effect = 'none' | 'made' | 'unknown';

/** A server that failed, or said nothing, may have done it all the same. */
function effectOf({ run }: Change): Effect {
  if (run.sent === undefined) return 'none';
  const { outcome } = run.sent;
  if (!outcome.ok) return BEFORE_SENDING.has(outcome.problem.phase) ? 'none' : 'unknown';
  const { status } = outcome.response;
  if (status >= 500) return 'unknown';
  return status >= 400 ? 'none' : 'made';
}

const broken = differs(ASSERTION_CODES.cleanup);

const sentences = (...parts: (string | false)[]): string => parts.filter((part) => part !== false).join(' ');

const quoted = (names: readonly { readonly name: string }[]): string =>
  names.map(({ name }) => `“${name}”`).join(', ');

/** `known` are the captured values that may be shown: what a person looks for. */
function stateOf(changes: readonly Change[], failed: readonly StepOutcome[], known: ParameterValues): string {
  const of = (effect: Effect) => changes.filter((one) => effectOf(one) === effect);
  const [made, unsure] = [of('made'), of('unknown')];
  const values = Object.entries(known).map(([name, value]) => `${name} = ${preview(value)}`);
  const keys = unsure.map((one) => one.idempotencyKey);
  return sentences(
    made.length > 0 && `${quoted(made)} was done.`,
    unsure.length > 0 && `${quoted(unsure)} was sent, and nobody knows whether it was done.`,
    failed.length > 0 && `${quoted(failed)} did not clean up.`,
    values.length > 0 && `Look for ${values.join(', ')}.`,
    keys.length > 0 && `Idempotency-Key: ${keys.join(', ')}.`,
  );
}

export function evaluateCleanup(
  changes: readonly Change[],
  cleanup: readonly StepOutcome[],
  known: ParameterValues,
): AssertionResult {
  const claim: Claim = { assertion: 'cleanup', title: 'nothing is left behind', expected: 'nothing' };
  const effects = changes.map(effectOf);
  if (effects.every((effect) => effect === 'none')) return kept(claim, 'nothing was made');
  const failed = cleanup.filter(({ outcome }) => outcome !== 'pass');
  if (failed.length === 0) return kept(claim, 'nothing');
  const state = stateOf(changes, failed, known);
  if (failed.some(({ outcome }) => outcome === 'error')) return unknown(claim, state);
  return effects.includes('made')
    ? broken(claim, 'something', 'left-behind', state)
    : broken(claim, 'unknown', 'unknown-state', state);
}
