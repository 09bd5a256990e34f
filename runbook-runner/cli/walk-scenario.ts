// The way through a runbook in the terminal: which step comes next, until its end or until it is left.
import type { ScenarioRun } from '../core/orders.ts';
import type { Runner } from '../core/runner.ts';
import { EXIT, type ExitCode } from '../errors/index.ts';
import type { PageWith, Playbook } from '../playbook/playbook.ts';
import type { Context } from './context.ts';
import type { Pages } from './render-check.ts';
import { endScenario } from './walk-ending.ts';
import { type Outcome, walkStep } from './walk-step.ts';

/** One walk through one run of a scenario. */
export interface Walk {
  readonly context: Context;
  readonly runner: Runner;
  readonly playbook: Playbook;
  readonly page: PageWith<'scenario'>;
  /** As it was when the walk began. */
  readonly run: ScenarioRun;
  readonly pages: Pages;
  /** Parameters from the command line. */
  readonly given: Readonly<Record<string, string>>;
  /** Makes every change without asking. */
  readonly unattended: boolean;
  /** Runs checks although more requests may be sent than a quota has left. */
  readonly force: boolean;
  /** A line for the reader. */
  readonly say: (line: string) => void;
}

/** Walks to the end. 75 when the reader left it unfinished. */
export async function walkScenario(walk: Walk): Promise<ExitCode> {
  const { page, say, context } = walk;
  const { paint } = context.terminal;
  say(paint('bold', page.title));
  say(`${page.scenario.severity}, environment ${walk.run.environment}, run ${walk.run.run}`);
  say(walk.pages.address(page.address));
  const { index: first, gone } = firstStep(page.steps, walk.run.records);
  let index = first;
  if (gone !== undefined)
    say(`It stood at the step "${gone}", which the page no longer has. What was done there is recorded.`);
  if (index > 0) say(`Going on at step ${index + 1}.`);
  for (let step = page.steps[index]; step; step = page.steps[index]) {
    context.signal.throwIfAborted();
    say('');
    say(paint(['bold', 'cyan'], `Step ${index + 1} of ${page.steps.length}  ${step.title}`));
    const outcome = await walkStep(walk, step);
    const next = await nextStep(walk, index, outcome);
    if (next === 'leave') return EXIT.later;
    index = next;
  }
  return endScenario(walk);
}

/** The step of the newest record that the page still has: what was done in it is not done again. `gone`: of a newer one. */
export function firstStep(
  steps: readonly { readonly id: string }[],
  records: readonly { readonly step?: string | undefined }[],
): { index: number; gone: string | undefined } {
  const placed = records.filter(({ step }) => step !== undefined);
  const indexOf = ({ step }: { readonly step?: string | undefined }) =>
    steps.findIndex(({ id }) => id === step);
  const found = placed.findLast((record) => indexOf(record) >= 0);
  const newest = placed.at(-1);
  return { index: found ? indexOf(found) : 0, gone: newest === found ? undefined : newest?.step };
}

async function nextStep(walk: Walk, index: number, outcome: Outcome): Promise<number | 'leave'> {
  const { page, context, say } = walk;
  const { terminal, signal } = context;
  const target = outcome.to === undefined ? -1 : page.steps.findIndex((step) => step.id === outcome.to);
  const elsewhere = outcome.to !== undefined && target < 0;
  if (elsewhere) say(`Go to ${placeOf(walk, outcome.to ?? '')}.`);
  // Unattended it only goes forward: a decision that points back would never end.
  if (walk.unattended || !terminal.interactive) {
    if (elsewhere) return page.steps.length;
    return target > index ? target : index + 1;
  }
  const usual = target < 0 ? index + 1 : target;
  const name = elsewhere ? 'the end' : (page.steps[usual]?.title ?? 'the end');
  say('');
  const answer = await terminal.ask(`[Enter] go on to ${name}   [r] repeat this step   [q] leave: `, signal);
  if (answer === undefined) signal.throwIfAborted();
  if (answer === undefined || /^q/i.test(answer.trim())) return 'leave';
  if (/^r/i.test(answer.trim())) return index;
  return elsewhere ? page.steps.length : usual;
}

/** A page that a decision names, with its address; or the words as they stand. */
function placeOf({ playbook, pages }: Walk, to: string): string {
  const page = playbook.pages.get(to) ?? playbook.scenarios.get(to) ?? playbook.failureModes.get(to);
  return page ? `"${page.title}", ${pages.address(page.address)}` : to;
}
