// What an action shows: the exact change value by value, its stages as they go, what held before, what was seen after.
// Loaded with the first dry run: a page that is only read needs none of it.
import type { ActionResult, StageProgress } from '../../../runbook-runner/client.ts';
import { type Consent, consentForm } from './consent-form.ts';
import { button, type Child, clock, duration, h, note, undoneAt } from './dom.ts';
import { assertionItem, proof, reasonsOf, verdictLine } from './result-view.ts';

const STATUS: Record<ActionResult['status'], { label: string; tone: string }> = {
  planned: { label: 'Dry run, nothing was changed', tone: 'none' },
  done: { label: 'Done', tone: 'pass' },
  refused: { label: 'Refused, not done', tone: 'fail' },
  error: { label: 'Not done', tone: 'error' },
  unknown: { label: 'Outcome unknown', tone: 'error' },
  unverified: { label: 'Done, but not verified', tone: 'warn' },
  unmet: { label: 'Not now, nothing was sent', tone: 'warn' },
};

/** `undone` for an undo: what was done is then that something was taken back. */
export const labelOf = ({ status }: ActionResult, undone: boolean): string =>
  undone && status === 'done' ? 'Undone' : STATUS[status].label;

const valueText = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** Each value that is replaced, from and to. */
function changeTable({ changes = [] }: ActionResult['plan']): Child {
  if (changes.length === 0) return undefined;
  const row = (cell: string, ...texts: string[]) =>
    h('tr', {}, ...texts.map((text) => h(cell, cell === 'th' ? { scope: 'col' } : {}, text)));
  const rows = changes.map(({ path, from, to }) => row('td', path, valueText(from), valueText(to)));
  return h(
    'div',
    { class: 'pb-changes', tabindex: 0, role: 'region', 'aria-label': 'What changes' },
    h('table', {}, h('thead', {}, row('th', 'Setting', 'From', 'To')), h('tbody', {}, ...rows)),
  );
}

const about = (ms: number | undefined) => (ms === undefined ? '' : `, about ${duration(ms)}`);

function plannedStages({ stages = [] }: ActionResult['plan']): Child {
  if (stages.length === 0) return undefined;
  const items = stages.map(({ title, expectedMs }) => h('li', {}, `${title}${about(expectedMs)}`));
  return h('div', {}, h('p', {}, h('b', {}, 'In these stages')), h('ol', {}, ...items));
}

const requestBlock = ({ request, body, summary }: ActionResult['plan']): HTMLElement =>
  h(
    'pre',
    { tabindex: 0 },
    request ? `${request.method} ${request.url}${body ? `\n\n${body}` : ''}` : summary,
  );

function before({ preconditions, plan }: ActionResult): Child[] {
  const looked = preconditions.map(({ holds, condition, seen }) =>
    h(
      'li',
      { 'data-tone': holds ? 'pass' : 'fail' },
      h('div', {}, h('p', {}, condition), h('p', {}, `Seen: ${seen}`)),
    ),
  );
  const risks = (plan.risks ?? []).map((risk) => h('li', {}, risk));
  return [
    looked.length > 0 && h('p', {}, h('b', {}, 'What must hold before')),
    looked.length > 0 && h('ul', { class: 'pb-assertions' }, ...looked),
    risks.length > 0 && note('warn', h('p', {}, h('b', {}, 'At risk')), h('ul', {}, ...risks)),
  ];
}

interface Offers {
  readonly undone: boolean;
  /** The stages that were seen while it was made. */
  readonly stages: StageList;
  /** Makes what was planned. */
  readonly act: (consent: Consent) => void;
  readonly undo: () => void;
}

export function actionView(result: ActionResult, { undone, stages, act, undo }: Offers): Child[] {
  const { status, plan, problem, state, environment } = result;
  const held = ['done', 'unverified', 'unknown'].includes(status);
  return [
    h(
      'p',
      { class: 'pb-verdict', 'data-tone': STATUS[status].tone },
      h('strong', {}, labelOf(result, undone)),
      h('span', {}, environment),
      h('span', {}, clock(result.startedAt)),
    ),
    (problem || state) &&
      note(
        status === 'unmet' ? 'warn' : 'error',
        problem && h('p', {}, h('b', {}, problem.message)),
        state && h('p', {}, state),
        problem?.hint && h('p', {}, problem.hint),
      ),
    changeTable(plan),
    ...(held ? [] : before(result)),
    !held && plannedStages(plan),
    stages.element.childElementCount > 0 && stages.element,
    status !== 'unmet' && requestBlock(plan),
    status === 'planned' && consentForm(environment, `Do it in ${environment}`, act),
    result.assertions.length > 0 &&
      h('ul', { class: 'pb-assertions' }, ...result.assertions.map(assertionItem)),
    ...result.verification.map((check) =>
      h(
        'div',
        {},
        h('p', {}, `${status === 'unknown' ? 'Seen since' : 'Verified by'}: ${check.title}`),
        verdictLine(check),
        ...reasonsOf(check),
      ),
    ),
    result.expiresAt && h('p', {}, undoneAt(result.expiresAt)),
    result.undoable && held && !undone && h('p', {}, button('Undo', undo, 'quiet')),
    proof(result),
  ];
}

const STAGE_TONE = { running: 'none', done: 'pass', failed: 'fail', unknown: 'error' } as const;
const DRAW_EVERY_MS = 100;

/** The stages so far: each that ended with its time, the one that runs with how far it is by what it usually takes. */
export class StageList {
  readonly element = h('ol', { class: 'pb-assertions pb-stages' });
  readonly #items = new Map<string, HTMLElement>();

  show(stage: StageProgress): void {
    const item = stage.state === 'running' ? running(stage) : ended(stage);
    const known = this.#items.get(stage.id);
    if (known) known.replaceWith(item);
    else this.element.append(item);
    this.#items.set(stage.id, item);
  }
}

const ended = ({ title, state, durationMs = 0 }: StageProgress): HTMLElement =>
  h('li', { 'data-tone': STAGE_TONE[state] }, h('p', {}, `${title}, ${duration(durationMs)}`));

function running({ title, expectedMs }: StageProgress): HTMLElement {
  const bar = h('progress', expectedMs ? { max: expectedMs, 'aria-label': title } : { 'aria-label': title });
  const began = performance.now();
  const item = h(
    'li',
    { 'data-tone': 'none' },
    h('div', {}, h('p', {}, `${title}${about(expectedMs)}`), bar),
  );
  const timer = setInterval(() => {
    if (!item.isConnected) return clearInterval(timer);
    if (expectedMs) bar.setAttribute('value', `${Math.min(performance.now() - began, expectedMs)}`);
  }, DRAW_EVERY_MS);
  return item;
}
