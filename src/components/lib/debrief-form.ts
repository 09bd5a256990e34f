// The form of a debrief: an answer a question, and beside it what is to be done. Loaded when there is a run to debrief.
import { ask, RunnerProblem } from '../../../runbook-runner/client.ts';
import { LONGEST_ANSWER, LONGEST_TASK } from '../../../runbook-runner/ports/debrief.ts';
import { button, h, note } from './dom.ts';

/** Id and words of who may own a follow-up. */
export type Owner = readonly [id: string, words: string];

interface Given {
  readonly run: string;
  readonly questions: readonly string[];
  /** What was answered before, in the order of the questions. */
  readonly before: readonly string[];
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

export function debriefForm({ run, questions, before, owners, kept }: Given): HTMLElement {
  const rows = questions.map((question, index) => questionRow(question, before[index] ?? '', owners));
  const said = h('div', { role: 'status' });
  const form = h(
    'div',
    {},
    ...rows,
    button('Keep the answers', () => void keep()),
    said,
  );
  const keep = async (): Promise<void> => {
    const fields = [...form.querySelectorAll<Field>('textarea, input, select')];
    if (!fields.every((one) => one.reportValidity())) return;
    const areas = [...form.querySelectorAll('textarea')];
    const tasks = [...form.querySelectorAll('[data-task]')];
    const answers = areas.map(({ value }) => value);
    const followUps = tasks.map((row) => ({
      ...{ title: valueIn(row, 'title'), owner: valueIn(row, 'owner'), due: valueIn(row, 'due') },
    }));
    try {
      await ask('POST', `/drill-runs/${run}/debrief`, { answers, followUps });
      for (const [index, area] of areas.entries()) area.defaultValue = answers[index] ?? '';
      for (const row of tasks) row.remove();
      said.replaceChildren(note('pass', h('p', {}, 'Kept with the run.')));
      kept();
    } catch (error) {
      if (!(error instanceof RunnerProblem)) throw error;
      said.replaceChildren(note('error', h('p', {}, error.message, error.hint ? ` ${error.hint}` : '')));
    }
  };
  return form;
}
