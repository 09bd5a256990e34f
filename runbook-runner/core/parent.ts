// Whether a record may belong to the run that it names: no page hangs its records on a finished or foreign run.
import { PlaybookError } from '../errors/index.ts';
import type { RunRecord } from '../ports/store.ts';
import type { Core } from './core.ts';
import type { Asked } from './orders.ts';

interface Belonging extends Pick<Asked, 'parent' | 'page' | 'environment'> {
  /** Scenario that a decision is taken in. */
  readonly scenario?: string | undefined;
}

/** Throws `parent_refused` unless the named run is open, in this environment, and of this page. */
export async function requireParent(core: Core, asked: Belonging): Promise<void> {
  if (asked.parent === undefined) return;
  const run = await (await core.store()).get(asked.parent);
  const reason = run === undefined ? `No run has the id "${asked.parent}".` : await whyNot(core, run, asked);
  if (reason === undefined) return;
  throw new PlaybookError('parent_refused', reason, {
    hint: 'Follow the runbook anew: its open run takes the record.',
  });
}

async function whyNot(core: Core, run: RunRecord, asked: Belonging): Promise<string | undefined> {
  const { id, kind, subject, state, environment } = run;
  if (kind !== 'scenario' && kind !== 'drill') {
    return `Run ${id} is of kind ${kind}: only runs of scenarios and drills hold others.`;
  }
  if (state !== 'running') return `Run ${id} has ended.`;
  if (environment !== asked.environment)
    return `Run ${id} is in ${environment}, not in ${asked.environment}.`;
  const pages = await pagesOf(core, kind, subject);
  const from = [asked.page?.id, asked.scenario && `scenarios/${asked.scenario}`];
  const foreign = from.find((page) => page && !pages.includes(page));
  return foreign && `Run ${id} is of the ${kind} "${subject}", not of ${foreign}.`;
}

/** A drill is taken from its own page, and on that of the runbook that it proves. */
async function pagesOf(core: Core, kind: 'scenario' | 'drill', subject: string) {
  if (kind === 'scenario') return [`scenarios/${subject}`];
  const drill = (await core.playbook()).drills.get(subject)?.drill;
  return [`drills/${subject}`, `scenarios/${drill?.scenario}`];
}
