// Why a change in a drill was not made, or is not verified, for the reader of the drill.
import type { ActionResult } from '../orders.ts';
import { whyOf } from './tools.ts';

/** The check that is not green, else the problem, else what was answered. */
export function whyNotDone({
  problem,
  verification,
  assertions,
  exchange,
  command,
  status,
}: ActionResult): string {
  const red = verification.find((one) => one.status !== 'pass');
  if (red) return `${red.check} is ${red.status}. ${whyOf(red)}`.trim();
  if (problem) return problem.message;
  const seen = assertions.find((one) => one.outcome !== 'pass');
  if (seen) return `${seen.title}: ${seen.detail ?? seen.outcome}`;
  if (command) return `${command.executable} ended with ${command.exitCode}.`;
  const answered = exchange?.response?.status;
  if (answered === undefined) return `it was ${status}.`;
  return `${exchange?.request.method} ${exchange?.request.url} was answered with ${answered}.`;
}
