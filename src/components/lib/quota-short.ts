// A check that was refused because its quota would be overdrawn: the arithmetic in words, and the way to run it all the same.
import type { RunnerProblem } from '../../../runbook-runner/client.ts';
import type { Overdraft } from '../../../runbook-runner/core/budget.ts';
import { counted } from '../../../runbook-runner/ports/spoken.ts';
import { button, clock, h, note, span } from './dom.ts';

const requests = (count: number): string => counted(count, 'request');

/** `force` sends the same order once more, whatever was typed or chosen on the page since. */
export function quotaShort({ problem }: RunnerProblem, force: () => void): HTMLElement {
  const overdrawn = problem.overdrawn as readonly Overdraft[];
  return note(
    'warn',
    h('p', {}, h('b', {}, 'Not run: it may send more requests than the quota has left.')),
    ...overdrawn.map(arithmetic),
    h('p', {}, 'What goes beyond is refused, and so may be what our services send meanwhile.'),
    h('div', { class: 'pb-buttons' }, button('Run anyway', force, 'quiet')),
  );
}

function arithmetic({ integration, left, spends, resetsAt, observedAt }: Overdraft): HTMLElement {
  const wait = span(Date.parse(resetsAt) - Date.now());
  return h(
    'p',
    {},
    `${integration} had ${requests(left)} left at ${clock(observedAt)}. This check may send ${spends}, which is `,
    `${spends - left} too many. The quota is whole again at ${clock(resetsAt)}, in ${wait}: run the check then.`,
  );
}
