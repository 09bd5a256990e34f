// An action for the terminal: the exact change before it is made, and what came of it.
import type { ActionResult, DecisionResult } from '../core/orders.ts';
import { checkLine } from './render-check.ts';
import { clean, localTime } from './shown.ts';
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
    'The request left and no answer came. Look at the upstream before you try again.',
  ],
  unverified: ['UNVERIFIED', 'red', 'It was done, but a check that verifies it is not green.'],
} as const;

export function actionLines(paint: Paint, result: ActionResult): string[] {
  const [word, color, meaning] = WORDS[result.status];
  const lines = [
    `${paint(['bold', color], word)}  ${result.action}  ${result.title}`,
    `  ${clean(result.plan.summary)}`,
  ];
  const status = result.exchange?.response?.status;
  lines.push(`  ${status === undefined ? '' : `HTTP ${status}. `}${meaning}`);
  if (result.problem) lines.push(`  ${result.problem.class}: ${clean(result.problem.message)}`);
  if (result.problem?.hint) lines.push(`  ${clean(result.problem.hint)}`);
  for (const check of result.verification) lines.push(`  ${checkLine(paint, check)}`);
  if (result.expiresAt)
    lines.push(`  Temporary: a running \`serve\` undoes it at ${localTime(result.expiresAt)}.`);
  if (result.undoable && result.status !== 'planned')
    lines.push(`  Undo it with: npm run -s playbook -- undo ${result.run}`);
  return lines;
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
