// One step of a runbook in the terminal: its checks, actions and decisions in reading order.
import type { DecisionResult } from '../core/orders.ts';
import { PlaybookError } from '../errors/index.ts';
import type { Placement, Step } from '../playbook/playbook.ts';
import { askForConsent } from './confirm-action.ts';
import { typedParameters, type Values } from './parameters.ts';
import { actionLines, decisionLines } from './render-action.ts';
import { checkDetails, checkLine } from './render-check.ts';
import { stageObserver } from './stage-observer.ts';
import { standingActions } from './standing-actions.ts';
import { checkInWalk } from './walk-check.ts';
import type { Walk } from './walk-scenario.ts';

export interface Outcome {
  /** Where the last decision points to, if one was made. */
  readonly to: string | undefined;
}

export async function walkStep(walk: Walk, step: Step): Promise<Outcome> {
  walk.say(walk.pages.address(`${walk.page.address}#${step.id}`));
  let decided: DecisionResult | undefined;
  for (const placement of step.placements) {
    walk.context.signal.throwIfAborted();
    if (placement.element === 'Check') await walkCheck(walk, step, placement);
    if (placement.element === 'Action') await walkAction(walk, step, placement);
    if (placement.element === 'Decision') decided = await walkDecision(walk, step, placement);
  }
  if (step.placements.length === 0) walk.say('Read this step on its page: it has nothing to run.');
  return { to: decided?.to };
}

/** What every order of this walk carries. */
export function askedIn(walk: Walk, step: Step | undefined) {
  const { page, run, runner, context } = walk;
  return {
    actor: runner.owner,
    environment: run.environment,
    page: page.seal === undefined ? undefined : { id: page.id, seal: page.seal },
    parent: run.run,
    step: step?.id,
    signal: context.signal,
  };
}

async function walkCheck(walk: Walk, step: Step, { id }: Placement): Promise<void> {
  const { playbook, context, say } = walk;
  const { paint } = context.terminal;
  const parameters = typedParameters(walk.given, playbook.checks.get(id)?.parameters ?? {});
  const result = await checkInWalk(walk, { ...askedIn(walk, step), check: id, parameters });
  if (typeof result === 'string') return;
  say(checkLine(paint, result));
  for (const line of checkDetails(paint, result, walk.pages)) say(line);
}

async function walkAction(walk: Walk, step: Step, { id }: Placement): Promise<void> {
  const { runner, run, context, say } = walk;
  const { terminal, signal } = context;
  const before = standingActions(run.records).find((one) => one.subject === id);
  if (before) {
    say(`${id} was done before in this run (${before.run}); it is not done twice.`);
    return;
  }
  const order = { ...askedIn(walk, step), action: id, parameters: await actionParameters(walk, id) };
  const plan = await runner.act({ ...order, dryRun: true });
  for (const line of actionLines(terminal.paint, plan)) say(line);
  if (plan.status !== 'planned') return;
  const given = walk.unattended ? { confirm: run.environment } : {};
  const consent = await askForConsent(context, run.environment, given);
  signal.throwIfAborted();
  if (consent === undefined) {
    if (!terminal.interactive) throw needsPerson(id);
    say('Not done.');
    return;
  }
  terminal.progress(`${id} …`);
  const idempotencyKey = crypto.randomUUID();
  const { unattended } = walk;
  const done = { ...order, ...consent, planned: plan.run, dryRun: false, unattended, idempotencyKey };
  const result = await runner.act(done, stageObserver(terminal, say));
  terminal.progress('');
  for (const line of actionLines(terminal.paint, result)) say(line);
}

/** Parameters of an action: given, else asked for with the default offered. */
async function actionParameters(walk: Walk, id: string): Promise<Values> {
  const { terminal, signal } = walk.context;
  const declared = walk.playbook.actions.get(id)?.parameters ?? {};
  const given: Record<string, string> = { ...walk.given };
  if (terminal.interactive && !walk.unattended) {
    for (const [name, parameter] of Object.entries(declared)) {
      if (given[name] !== undefined) continue;
      const preset = parameter.default === undefined ? '' : ` [${parameter.default}]`;
      const answer = await terminal.ask(`${parameter.describe ?? name}${preset}: `, signal);
      signal.throwIfAborted();
      if (answer?.trim()) given[name] = answer.trim();
    }
  }
  return typedParameters(given, declared);
}

async function walkDecision(walk: Walk, step: Step, { id }: Placement): Promise<DecisionResult | undefined> {
  const { runner, run, context, say } = walk;
  try {
    const result = await runner.decide({ ...askedIn(walk, step), scenario: run.scenario, decision: id });
    for (const line of decisionLines(context.terminal.paint, result)) say(line);
    if (result.verdict === 'escalate') sayPolicy(walk);
    if (result.verdict === 'roll-back') say(`  What it protects: ${walk.page.scenario.rollback.protects}`);
    return result;
  } catch (error) {
    if (!(error instanceof PlaybookError) || error.code !== 'decision_without_result') throw error;
    say(`The decision "${id}" is left open: ${error.message}${error.hint ? ` ${error.hint}` : ''}`);
    return undefined;
  }
}

function sayPolicy({ playbook, page, say }: Walk): void {
  const policy = playbook.policies.get(page.scenario.policy);
  for (const level of policy?.levels ?? []) {
    const teams = level.notify.map((id) => playbook.teams.get(id)?.name ?? id).join(', ');
    say(`  after ${level.after.text}: ${teams}`);
  }
}

function needsPerson(action: string): PlaybookError {
  return new PlaybookError('confirmation_required', `The action "${action}" waits for a person.`, {
    hint: 'Run it in a terminal, or with --yes in the sandbox.',
  });
}
