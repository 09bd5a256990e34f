// The form of a debrief: an answer a question, and beside it what is to be done. Loaded when a runner is connected.
import { RunnerProblem } from '../../../runbook-runner/client.ts';
import { LONGEST_ANSWER, LONGEST_TASK } from '../../../runbook-runner/ports/debrief.ts';
import { button, h, note } from './dom.ts';
import { Intent } from './intent.ts';

/** Id and words of who may own a follow-up. */
export type Owner = readonly [id: string, words: string];

interface Given {
  readonly run: string;
  readonly questions: readonly string[];
  /** What was answered before, by question: the page may ask in another order since. */
  readonly before: ReadonlyMap<string, string>;
  readonly owners: readonly Owner[];
  /** Called when it was kept. */
  readonly kept: () => void;
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** A follow-up is due in two weeks unless somebody says otherwise. */
const DUE_MS = 14 * 86_400_000;

const made = document.createElement.bind(document);

const labelled = (text: string, input: Field) => h('label', {}, h('span', {}, text), input);

/** One follow-up to be opened: what, who, until when. */
function taskRow(title: string, owners: readonly Owner[]): HTMLElement {
  const what = Object.assign(made('input'), { name: 'title', maxLength: LONGEST_TASK, required: true });
  what.value = title.slice(0, LONGEST_TASK);
  const who = Object.assign(made('select'), { name: 'owner', required: true });
  who.append(...owners.map(([id, words]) => new Option(words, id)));
  const due = Object.assign(made('input'), { name: 'due', type: 'date', required: true });
  due.value = new Date(Date.now() + DUE_MS).toISOString().slice(0, 10);
  const row = h(
    'div',
    { class: 'pb-fields', role: 'group', 'aria-label': 'Follow-up', 'data-task': true },
    ...[labelled('To be done', what), labelled('Owner', who), labelled('Due', due)],
    button('Leave it out', () => row.remove(), 'quiet'),
  );
  return row;
}

function questionRow(question: string, answer: string, owners: readonly Owner[]): HTMLElement {
  const area = Object.assign(made('textarea'), { maxLength: LONGEST_ANSWER, rows: 2, defaultValue: answer });
  const add = button(
    'Make it a follow-up',
    () => {
      const row = taskRow(area.value, owners);
      add.before(row);
      row.querySelector('input')?.focus();
    },
    'quiet',
  );
  return h('div', { class: 'pb-question' }, h('div', { class: 'pb-fields' }, labelled(question, area)), add);
}

const valueIn = (row: Element, name: string): string =>
  row.querySelector<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`)?.value ?? '';

const taskIn = (row: Element) => ({
  ...{ title: valueIn(row, 'title'), owner: valueIn(row, 'owner'), due: valueIn(row, 'due') },
});

const isUnkept = ({ value, defaultValue }: HTMLTextAreaElement): boolean => value !== defaultValue;
const areasIn = (form: Element) => [...form.querySelectorAll('textarea')];
const tasksIn = (form: Element) => [...form.querySelectorAll('[data-task]')];

/** Whether somebody wrote what is not kept yet. */
export const holdsWords = (form: Element): boolean =>
  areasIn(form).some(isUnkept) || tasksIn(form).length > 0;

/** Puts what was written in one form, and not kept, into another of the same questions. */
export function carryOver(from: Element, to: Element): void {
  const rows = to.querySelectorAll('.pb-question');
  for (const [index, row] of [...from.querySelectorAll('.pb-question')].entries()) {
    const [written, area] = [row, rows[index]].map((one) => one?.querySelector('textarea'));
    if (written && area && isUnkept(written)) area.value = written.value;
    for (const task of tasksIn(row)) rows[index]?.lastElementChild?.before(task);
  }
}

export function debriefForm({ run, questions, before, owners, kept }: Given): HTMLElement {
  const intent = new Intent();
  const said = h('div', { role: 'status' });
  const press = button('Keep the answers', () => void keep());
  const rows = questions.map((question) => questionRow(question, before.get(question) ?? '', owners));
  const form = h('div', {}, ...rows, press, said);
  const send = async (): Promise<boolean> => {
    // By name: the runner may ask in another order since this page was built. Those that nobody touched are not
    // named: they stay as they are, also when somebody else answered them meanwhile. Emptied ones are taken back.
    const told = areasIn(form)
      .map((area, index) => ({ area, answer: { question: questions[index], answer: area.value } }))
      .filter(({ area }) => isUnkept(area));
    const tasks = tasksIn(form).map((row) => ({ row, task: taskIn(row) }));
    if (told.length + tasks.length === 0) return false;
    const answers = told.map(({ answer }) => answer);
    await intent.send(`/drill-runs/${run}/debrief`, { answers, followUps: tasks.map(({ task }) => task) });
    // What was written meanwhile is not kept yet.
    for (const { area, answer } of told) area.defaultValue = answer.answer;
    for (const { row, task } of tasks) if (JSON.stringify(taskIn(row)) === JSON.stringify(task)) row.remove();
    return true;
  };
  let busy = false;
  const keep = async (): Promise<void> => {
    const fields = [...form.querySelectorAll<Field>('textarea, input, select')];
    if (busy || !fields.every((one) => one.reportValidity())) return;
    busy = true;
    press.ariaDisabled = 'true';
    try {
      const sent = await send();
      const [tone, words] = sent ? ['pass', 'Kept with the run.'] : ['none', 'Nothing changed.'];
      said.replaceChildren(note(tone, h('p', {}, words)));
      if (sent) kept();
    } catch (error) {
      if (!(error instanceof RunnerProblem)) throw error;
      said.replaceChildren(note('error', h('p', {}, error.message, error.hint ? ` ${error.hint}` : '')));
    } finally {
      busy = false;
      press.ariaDisabled = 'false';
    }
  };
  return form;
}
