// Drafts what a recorded failure leaves behind: a regression check, a fault, a drill. Texts only; nothing is written.
import { PlaybookError, suggest } from '../../errors/index.ts';
import { draftCheck } from '../../playbook/drafts/check.ts';
import { draftDrillOfRun } from '../../playbook/drafts/drill-of-run.ts';
import { draftFault } from '../../playbook/drafts/fault.ts';
import type { PageWith, Playbook } from '../../playbook/playbook.ts';
import { find, shortId } from '../find.ts';
import { newId } from '../new-id.ts';
import { driftOf } from './drift-of.ts';
import { type FailedRun, whatFailed } from './failed-run.ts';
import { faultOf } from './fault-of.ts';
import { parametersOf, sandboxServer } from './repeat.ts';

export interface Draft {
  readonly id: string;
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

interface From {
  readonly playbook: Playbook;
  readonly failed: FailedRun;
  /** Name of the new file; a free one of the check and the day when left out. */
  readonly id?: string | undefined;
}

const dayOf = ({ record }: FailedRun): string => record.startedAt.slice(0, 10);

const named = ({ failed, id }: From, what: string, taken: ReadonlyMap<string, unknown>): string =>
  newId(id ?? freeName(`${failed.result.check}-${what}-${dayOf(failed)}`, taken));

/** The name, numbered from 2 on where others of it stand already. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`;
  return free;
}

/** `read` gives the text of a file of the repository. */
export function draftedCheck(from: From, read: (file: string) => string): Draft {
  const { playbook, failed } = from;
  const id = named(from, 'regression', playbook.checks);
  const { file } = find('check', playbook.checks, failed.result.check);
  const { result } = failed;
  const failure = { result, parameters: parametersOf(failed), because: whatFailed(result) };
  return { id, path: `src/content/checks/${id}.yaml`, text: draftCheck(read(file), failure) };
}

/** The kind of failure where that is known, so that every such answer shows it; else the very answer. */
export function draftedFault(from: From): Draft {
  const { playbook, failed } = from;
  const id = named(from, 'failure', playbook.faults);
  const { probe } = find('check', playbook.checks, failed.result.check);
  const text = draftFault({
    ...(driftOf(failed.result, probe) ?? faultOf(failed.result)),
    target: sandboxServer(playbook, failed),
    run: failed.record.id,
    day: dayOf(failed),
    check: failed.result.title,
    because: whatFailed(failed.result),
  });
  return { id, path: `src/content/faults/${id}.yaml`, text };
}

/** A drill of the runbook that remedies the failure mode which ranked first. Throws `usage` when there is none. */
export function draftedDrill(from: From, fault: string, read: (file: string) => string): Draft {
  const { playbook, failed } = from;
  const { check, failureModes, integration } = failed.result;
  const [mode] = failureModes;
  const hint =
    'A drill proves a runbook by its failure mode: add a signature to a page in failure-modes first.';
  if (mode === undefined)
    throw new PlaybookError('usage', 'The run was recognised as no failure mode.', { hint });
  const { id: page, title, scenario } = scenarioFor(playbook, integration, mode.failureMode);
  const id = named(from, 'drill', playbook.drills);
  const text = draftDrillOfRun({
    source: read(find('drill', playbook.drills, scenario.drill).file),
    ...{ scenario: shortId(page), scenarioTitle: title, fault, check, failureMode: mode.failureMode },
    ...{ run: failed.record.id, day: dayOf(failed) },
  });
  return { id, path: `src/content/docs/drills/${id}.mdx`, text };
}

function scenarioFor(playbook: Playbook, integration: string, mode: string): PageWith<'scenario'> {
  const scenarios = [...playbook.scenarios.values()].filter((page) =>
    page.scenario.failureModes.includes(mode),
  );
  const found = scenarios.find((page) => page.scenario.integration === integration) ?? scenarios[0];
  if (found !== undefined) return found;
  const known = [...playbook.scenarios.values()].flatMap((page) => page.scenario.failureModes);
  throw new PlaybookError('usage', `No runbook remedies the failure mode "${mode}".`, {
    hint: suggest(mode, known),
  });
}
