// The end of a runbook in the terminal: whether the desired state holds, and what temporary is left to undo.
import type { ScenarioRecord } from '../core/orders.ts';
import { PRODUCTION } from '../core/production.ts';
import { EXIT, type ExitCode } from '../errors/index.ts';
import type { CheckResult } from '../ports/result.ts';
import { isYes, isYesOrEnter } from './answers.ts';
import { askForConsent } from './confirm-action.ts';
import { actionLines } from './render-action.ts';
import { checkDetails, verdictWord } from './render-check.ts';
import { actionsThatMayStand } from './standing-actions.ts';
import { exitOf } from './verdicts.ts';
import { checkInWalk } from './walk-check.ts';
import type { Walk } from './walk-scenario.ts';
import { askedIn } from './walk-step.ts';

/** Checks the states that must hold afterwards; after an undo, once more. */
export async function endScenario(walk: Walk): Promise<ExitCode> {
  const { say, context } = walk;
  say('');
  say(context.terminal.paint(['bold', 'cyan'], 'Afterwards'));
  let exit = await checkAfterwards(walk);
  if (await offerUndo(walk)) {
    say('');
    exit = await checkAfterwards(walk);
  }
  while (exit !== EXIT.pass && (await wantsAnotherLook(walk))) exit = await checkAfterwards(walk);
  return exit;
}

/** What was undone takes a moment to show; without a terminal one look has to do. */
async function wantsAnotherLook({ context, unattended }: Walk): Promise<boolean> {
  const { terminal, signal } = context;
  if (!terminal.interactive || unattended) return false;
  const answer = await terminal.ask('Not everything is as it should be. Check again? [Y/n] ', signal);
  signal.throwIfAborted();
  return isYesOrEnter(answer);
}

async function checkAfterwards(walk: Walk): Promise<ExitCode> {
  const { page, context, say } = walk;
  const { paint } = context.terminal;
  const results: CheckResult[] = [];
  let later = false;
  for (const { state, check } of page.scenario.afterwards) {
    context.signal.throwIfAborted();
    if (check === undefined) {
      say(`${paint(['bold', 'gray'], 'SEE  ')}  ${state}  (no check shows it)`);
      continue;
    }
    const result = await checkInWalk(walk, { ...askedIn(walk, undefined), check });
    later ||= result === 'later';
    if (typeof result === 'string') continue;
    results.push(result);
    say(`${verdictWord(paint, result.status)}  ${state}  ${paint('gray', check)}`);
    for (const line of checkDetails(paint, result, walk.pages)) say(line);
  }
  const exit = exitOf(results);
  return later && exit === EXIT.pass ? EXIT.later : exit;
}

/** Offers to undo what this run did, or may have done, and nobody undid, newest first. Returns whether something was undone. */
async function offerUndo(walk: Walk): Promise<boolean> {
  const { runner, context, say } = walk;
  const { terminal, signal } = context;
  let undone = false;
  for (const record of await standing(walk)) {
    const title = walk.playbook.actions.get(record.subject)?.title ?? record.subject;
    const holds = `"${title}" ${record.status === 'unknown' ? 'may still hold' : 'still holds'}.`;
    if (!terminal.interactive || walk.unattended) {
      say(`${holds} Undo it with: npm run -s playbook -- undo ${record.run}`);
      continue;
    }
    const answer = await terminal.ask(`${holds} Undo it now? [y/N] `, signal);
    signal.throwIfAborted();
    if (!isYes(answer)) continue;
    const { actor, parent, page, environment } = askedIn(walk, undefined);
    const consent = environment === PRODUCTION ? await askForConsent(context, environment, {}) : {};
    signal.throwIfAborted();
    if (consent === undefined) {
      say('It was not confirmed, so nothing was undone.');
      continue;
    }
    const asked = { ...consent, actor, parent, page, signal, idempotencyKey: crypto.randomUUID() };
    for (const line of actionLines(terminal.paint, await runner.undo(record.run, asked))) say(line);
    undone = true;
  }
  return undone;
}

async function standing({ runner, run, playbook }: Walk): Promise<ScenarioRecord[]> {
  const { records } = await runner.scenarioRun(run.run);
  return actionsThatMayStand(records)
    .filter((one) => playbook.actions.get(one.subject)?.irreversible === false)
    .reverse();
}
