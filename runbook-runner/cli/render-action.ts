// An action for the terminal: the exact change before it is made, and what came of it.
import { mayHold } from '../core/may-hold.ts';
import type { ActionResult, DecisionResult, StageProgress } from '../core/orders.ts';
import { foundLines } from '../ports/found.ts';
import type { CheckResult } from '../ports/result.ts';
import { checkLine, whyLines } from './render-check.ts';
import { clean, localTime, shown } from './shown.ts';
import type { Terminal } from './terminal.ts';

type Paint = Terminal['paint'];

const WORDS = {
  planned: ['PLAN', 'cyan', 'Nothing was changed.'],
  done: ['DONE', 'green', 'The upstream did it.'],
  refused: ['REFUSED', 'red', 'The upstream answered that it did not do it.'],
  error: ['ERROR', 'yellow', 'Nothing was sent.'],
  unknown: [
    'UNKNOWN',
    'red',
    'The request left, and nobody knows what came of it. Look at the upstream before you try again.',
  ],
  unverified: ['UNVERIFIED', 'red', 'It was done, but what verifies it is not green.'],
  unmet: ['NOT NOW', 'yellow', 'It may not be done as things are. Nothing was sent.'],
} as const;

const OF_A_COMMAND: Partial<Record<ActionResult['status'], string>> = {
  done: 'The program did it.',
  refused: 'The program ended as if it did not do it.',
  unknown: 'The program did not end by itself, and nobody knows what came of it. Look before you try again.',
};

export function actionLines(paint: Paint, result: ActionResult): string[] {
  const [word, color, meaning] = WORDS[result.status];
  const status = result.exchange?.response?.status;
  return [
    `${paint(['bold', color], word)}  ${result.action}  ${result.title}`,
    ...planLines(paint, result),
    `  ${status === undefined ? '' : `HTTP ${status}. `}${meaningOf(result) ?? meaning}`,
    ...foundLines({ command: result.command }).map((line) => `    ${clean(line)}`),
    ...problemLines(result),
    ...result.assertions.map(
      (one) => `  ${one.outcome.toUpperCase()}  ${one.title}${one.detail ? `: ${clean(one.detail)}` : ''}`,
    ),
    ...result.verification.flatMap((check) => verifiedLines(paint, check)),
    ...endLines(result),
  ];
}

/** What the word means where no upstream was asked: a program was run, or nothing had to be done. */
function meaningOf({ status, command, exchange }: ActionResult): string | undefined {
  if (command !== undefined) return OF_A_COMMAND[status];
  return status === 'done' && exchange === undefined ? 'Nothing was sent.' : undefined;
}

/** A check that verifies it, and why it is not green. */
const verifiedLines = (paint: Paint, check: CheckResult): string[] => [
  `  ${checkLine(paint, check)}`,
  ...whyLines(paint, check).map((line) => `         ${line}`),
];

/** The exact change: value by value where it is known, and what had to hold before. */
function planLines(paint: Paint, { plan, preconditions, irreversible }: ActionResult): string[] {
  const { changes = [], stages = [], risks = [] } = plan;
  return [
    ...(irreversible ? [`  ${paint(['bold', 'red'], 'IRREVERSIBLE')}  There is no way back.`] : []),
    `  ${clean(plan.summary)}`,
    ...changes
      // Said in the sentence above already, where the kind says what it sets.
      .filter(({ path }) => !plan.summary.includes(`${path}: `))
      .map(({ path, from, to }) => `    ${clean(path)}: ${shown(from)} -> ${shown(to)}`),
    ...stages.map(
      ({ title, expectedMs }, index) => `    ${index + 1}. ${clean(title)}${expected(expectedMs)}`,
    ),
    ...risks.map((risk) => `    At risk: ${clean(risk)}`),
    ...preconditions.map(
      (one) => `  ${one.holds ? 'holds' : 'does not hold'}: ${one.condition} (${clean(one.seen)})`,
    ),
  ];
}

const expected = (ms: number | undefined) => (ms === undefined ? '' : `, about ${ms} ms`);

function problemLines({ problem, state }: ActionResult): string[] {
  return [
    ...(problem ? [`  ${problem.class}: ${clean(problem.message)}`] : []),
    ...(problem?.hint ? [`  ${clean(problem.hint)}`] : []),
    ...(state ? [`  ${clean(state)}`] : []),
  ];
}

function endLines({ expiresAt, undoable, status, run }: ActionResult): string[] {
  return [
    ...(expiresAt ? [`  Temporary: a running \`serve\` undoes it at ${localTime(expiresAt)}.`] : []),
    ...(undoable && mayHold(status) ? [`  Undo it with: npm run -s playbook -- undo ${run}`] : []),
  ];
}

/** A stage of a change, as it begins and as it ends. */
export function stageLine(paint: Paint, { title, state, durationMs, expectedMs }: StageProgress): string {
  if (state === 'running') return `  …  ${clean(title)}${expected(expectedMs)}`;
  const color = state === 'done' ? 'green' : 'red';
  return `  ${paint(['bold', color], state.toUpperCase())}  ${clean(title)}, ${Math.round(durationMs ?? 0)} ms`;
}

const VERDICTS = {
  proceed: ['PROCEED', 'green'],
  escalate: ['ESCALATE', 'yellow'],
  'roll-back': ['ROLL BACK', 'red'],
} as const;

export function decisionLines(paint: Paint, result: DecisionResult): string[] {
  const [word, color] = VERDICTS[result.verdict];
  const to = result.to === undefined ? '' : `  →  ${result.to}`;
  return [
    result.question,
    `${paint(['bold', color], word)}${to}`,
    `  ${clean(result.because)}`,
    ...result.looked.map(
      (one) => `  ${one.holds ? 'holds' : 'does not hold'}: ${one.condition} (${clean(one.seen)})`,
    ),
  ];
}
