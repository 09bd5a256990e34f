// Runs a sequence: steps in order until one does not pass, then those that clean up, whatever happened before.
import type { Duration } from '../../ports/duration.ts';
import type { AssertionResult, KindOutcome, Problem } from '../../ports/result.ts';
import type { StepOutcome } from '../../ports/steps.ts';
import { prepareAnswers } from '../assertions/answers.ts';
import { quotaOf } from '../assertions/quota-fields.ts';
import { evaluateTarget, tookMs } from '../assertions/step-latency.ts';
import type { CheckInput, CheckPorts } from '../kind.ts';
import type { ParameterValue } from '../parameters.ts';
import { responseOf } from './evidence.ts';
import { type Change, evaluateCleanup } from './leftovers.ts';
import { idempotencyKey, messageOf, runStep, type StepRun } from './step.ts';
import { CLEANUP_MS, changes, slotsOfStep } from './step-use.ts';
import type { Step, Steps } from './steps.ts';

interface Declared {
  readonly steps: Steps;
  readonly expect?: { readonly latency?: Duration | undefined } | undefined;
}
type Input = CheckInput<Declared>;

/** Share of the deadline that is kept for cleaning up, where that is less. */
const KEPT_SHARE = 0.25;

class Sequence {
  readonly #input: Input;
  readonly #ports: CheckPorts;
  readonly #values: Record<string, ParameterValue>;
  /** Captured values that may be shown. */
  readonly #known: Record<string, ParameterValue> = {};
  readonly #outcomes: StepOutcome[] = [];
  readonly #assertions: AssertionResult[] = [];
  readonly #changes: Change[] = [];
  #problem: Problem | undefined;
  /** The run that shows best what happened: the first that did not pass, else the last before cleaning up. */
  #shown: StepRun | undefined;
  #last: StepRun | undefined;

  constructor(input: Input, ports: CheckPorts) {
    this.#input = input;
    this.#ports = ports;
    this.#values = { ...input.parameters };
  }

  /** Whether it passed. */
  async run(step: Step, signal: AbortSignal, endMs: number): Promise<boolean> {
    const deadlineMs = Math.max(1, endMs - this.#ports.clock.monotonicMs());
    const run = await runStep(step, this.#values, { ...this.#input, signal, deadlineMs }, this.#ports);
    Object.assign(this.#values, run.captured);
    for (const [name, value] of Object.entries(run.captured)) {
      if (step.capture[name]?.secret === false) this.#known[name] = value;
    }
    if (changes(step) && !step.cleanup) {
      const key = idempotencyKey(this.#input.traceparent, step.name);
      this.#changes.push({ name: step.name, run, idempotencyKey: key });
    }
    this.#outcomes.push(run.outcome);
    this.#assertions.push(...run.assertions);
    this.#problem ??= run.problem;
    const passed = run.outcome.outcome === 'pass';
    if (!passed) this.#shown ??= run;
    else if (!step.cleanup) this.#last = run;
    return passed;
  }

  skip({ name, cleanup }: Step, reason: string): void {
    this.#outcomes.push({ name, outcome: 'skipped', cleanup, reason });
  }

  /** A slot of the step that nothing fills, because the step that captures it did not come so far. */
  unfilled(step: Step): string | undefined {
    return slotsOfStep(step).find((slot) => !Object.hasOwn(this.#values, slot));
  }

  /** What all steps took together, when each was answered as promised: else that is what broke. */
  #timeliness(): AssertionResult[] {
    const latency = this.#input.definition.expect?.latency;
    const main = this.#outcomes.filter(({ cleanup }) => !cleanup);
    if (latency === undefined || main.some(({ outcome }) => outcome !== 'pass')) return [];
    const ms = main.reduce((sum, { phases }) => sum + (phases ? tookMs(phases) : 0), 0);
    return [evaluateTarget(latency, ms, 'the sequence')];
  }

  async outcome(): Promise<KindOutcome> {
    const cleanup = this.#outcomes.filter((one) => one.cleanup);
    const ended = cleanup.length > 0 ? [evaluateCleanup(this.#changes, cleanup, this.#known)] : [];
    ended.unshift(...this.#timeliness());
    for (const assertion of ended) this.#input.progress({ event: 'assertion', assertion });
    const shown = this.#shown ?? this.#last;
    const response = shown?.sent && responseOf(shown.sent.outcome);
    return {
      assertions: [...this.#assertions, ...ended],
      steps: this.#outcomes,
      ...(this.#problem ? { problem: this.#problem } : {}),
      ...(shown?.outcome.phases ? { phases: shown.outcome.phases } : {}),
      ...(shown?.outcome.exchange ? { exchange: shown.outcome.exchange } : {}),
      ...(await quotaOf(response, this.#ports.clock.now())),
    };
  }
}

/** Fills every request with harmless values in place of captured ones. Throws `invalid_parameter` before anything is sent. */
function rehearse(steps: Steps, input: Input): void {
  const captured = steps.flatMap(({ capture }) => Object.keys(capture));
  const values = { ...Object.fromEntries(captured.map((name) => [name, name])), ...input.parameters };
  for (const step of steps) messageOf(step, values, input);
}

async function walk(sequence: Sequence, steps: Steps, signal: AbortSignal, endMs: number): Promise<boolean> {
  let stopped: string | undefined;
  for (const step of steps) {
    if (stopped !== undefined) sequence.skip(step, `The step “${stopped}” did not pass.`);
    else if (!(await sequence.run(step, signal, endMs))) stopped = step.name;
  }
  return stopped === undefined;
}

async function cleanUp(sequence: Sequence, steps: Steps, endMs: number): Promise<void> {
  // An interruption ends the check, not the duty to leave nothing behind.
  const { signal } = new AbortController();
  for (const step of steps) {
    const slot = sequence.unfilled(step);
    if (slot !== undefined) sequence.skip(step, `No step captured {${slot}}.`);
    else await sequence.run(step, signal, endMs);
  }
}

/** `meanwhile` runs between the steps and those that clean up, when all passed; it ends by the time that it is handed. */
export async function runSequence(
  input: Input,
  ports: CheckPorts,
  meanwhile?: (endMs: number) => Promise<void>,
): Promise<KindOutcome> {
  const { steps } = input.definition;
  const { clock } = ports;
  const endMs = clock.monotonicMs() + input.deadlineMs;
  rehearse(steps, input);
  for (const { expect } of steps) await prepareAnswers(expect, input.contracts);
  const last = steps.filter(({ cleanup }) => cleanup);
  const keptMs = last.length > 0 ? Math.min(CLEANUP_MS, input.deadlineMs * KEPT_SHARE) : 0;
  const sequence = new Sequence(input, ports);
  const first = steps.filter(({ cleanup }) => !cleanup);
  const passed = await walk(sequence, first, input.signal, endMs - keptMs);
  if (passed) await meanwhile?.(endMs - keptMs);
  const now = clock.monotonicMs();
  await cleanUp(sequence, last, input.signal.aborted ? now + CLEANUP_MS : Math.max(endMs, now + keptMs));
  return sequence.outcome();
}
