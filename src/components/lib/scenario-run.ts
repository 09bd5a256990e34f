// The run of the scenario that this page is about: begun by the first button, found again after a reload.
import { RunnerProblem, runner, type ScenarioRun } from '../../../runbook-runner/client.ts';
import { page, session } from './session.ts';
import { recall, remember } from './storage.ts';

const id = page.id?.startsWith('scenarios/') ? page.id.slice('scenarios/'.length) : undefined;
const key = (environment = session.environment) => `run.${id}.${environment}`;

/** As the runner last told it; read anew after everything that ran, so that a click need not ask first. */
let known: ScenarioRun | undefined;

/**
 * Does the work in the run of the scenario, and once more in a new one when the first has ended meanwhile, in
 * another tab or in the terminal.
 */
export async function inRun<Result>(
  work: (belongs: { parent?: string }) => Promise<Result>,
  environment = session.environment,
): Promise<Result> {
  try {
    return await work(await parentRun(environment));
  } catch (error) {
    if (!(error instanceof RunnerProblem) || error.code !== 'parent_refused') throw error;
    known = undefined;
    return work(await parentRun(environment));
  }
}

/** The run that results belong to; none on other pages, and on a stale page that can't begin one. */
async function parentRun(environment: string): Promise<{ parent?: string }> {
  // On the page of a drill: the one that a person takes.
  const attempt = recall(`attempt.${page.id}`);
  if (!id) return attempt ? { parent: attempt } : {};
  if (known?.state === 'running' && known.environment === environment) return { parent: known.run };
  try {
    known = await runner.follow(id, {
      environment,
      ...(page.seal ? { page: page.id, seal: page.seal } : {}),
    });
    remember(key(environment), known.run);
    return { parent: known.run };
  } catch (error) {
    if (error instanceof RunnerProblem && error.code === 'stale_seal') return {};
    throw error;
  }
}

const watchers = new Set<(run: ScenarioRun | undefined) => void>();

/** Calls each time that the run of this page was read. */
export const watchRun = (watcher: (run: ScenarioRun | undefined) => void): unknown => watchers.add(watcher);

/** Reads the run that this browser knows of, with its records so far. */
export async function readRun(): Promise<void> {
  const run = recall(key());
  known =
    id && run && session.state === 'paired'
      ? await runner.scenarioRun(run).catch(() => undefined)
      : undefined;
  for (const watcher of watchers) watcher(known);
}
