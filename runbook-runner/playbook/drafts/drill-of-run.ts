// Drafts the page of a drill that injects what a failing run met: the runbook's own drill, with that fault.
import { parseDocument } from 'yaml';

interface Exercise {
  /** Text of the page of the runbook's own drill. */
  readonly source: string;
  readonly scenario: string;
  readonly scenarioTitle: string;
  readonly fault: string;
  readonly check: string;
  readonly failureMode: string;
  readonly run: string;
  /** Day of the run, `2026-11-27`. */
  readonly day: string;
}

const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---/;

export function draftDrillOfRun({
  source,
  scenario,
  scenarioTitle,
  fault,
  check,
  failureMode,
  run,
  day,
}: Exercise): string {
  const front = parseDocument(FRONT_MATTER.exec(source)?.[1] ?? '');
  front.set('title', `Drill: the failure of ${day}`);
  front.set('description', `Injects what run ${run} met, and follows the runbook "${scenarioTitle}".`);
  front.delete('sidebar');
  front.setIn(['drill', 'fault'], fault);
  front.setIn(['drill', 'detect', 'check'], check);
  front.setIn(['drill', 'expect', 'failureMode'], failureMode);
  front.setIn(
    ['drill', 'objectives'],
    [`${check} turns red as it did on ${day}.`, 'The runbook brings orders back.'],
  );
  front.setIn(['review', 'last'], day);
  return `---
${front.toString({ lineWidth: 110 })}---
## What is broken

The <Term id="fault">fault</Term> \`${fault}\` answers as the upstream did in run \`${run}\`.

## What the command does

It checks that all is green, injects the fault, walks the [runbook](/scenarios/${scenario}/) from top to bottom, and
takes everything back.
`;
}
