// The run of the scenario that this page is about: begun by the first button, found again after a reload.
import { RunnerProblem, runner, type ScenarioRun } from '../../../runbook-runner/client.ts';
import { page, session } from './session.ts';
import { recall, remember } from './storage.ts';

const id = page.id?.startsWith('scenarios/') ? page.id.slice('scenarios/'.length) : undefined;
const key = (environment = session.environment) => `run.${id}.${environment}`;

/** As the runner last told it; read anew after everything that ran, so that a click need not ask first. */
let known: ScenarioRun | undefined;

/** Id of the run that results belong to; undefined on other pages, and on a stale page that can't begin one. */
export async function parentRun(environment = session.environment): Promise<string | undefined> {
  if (!id) return undefined;
  if (known?.state === 'running' && known.environment === environment) return known.run;
  try {
    known = await runner.follow(id, {
      environment,
      ...(page.seal ? { page: page.id, seal: page.seal } : {}),
    });
    remember(key(environment), known.run);
    return known.run;
  } catch (error) {
    if (error instanceof RunnerProblem && error.code === 'stale_seal') return undefined;
    throw error;
  }
}

/** The run that this browser knows of, with its records so far. */
export async function currentRun(): Promise<ScenarioRun | undefined> {
  const run = recall(key());
  known =
    id && run && session.state === 'paired'
      ? await runner.scenarioRun(run).catch(() => undefined)
      : undefined;
  return known;
}
