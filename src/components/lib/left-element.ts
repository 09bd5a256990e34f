// <playbook-left>: what a drill left behind: its open follow-ups, and the debrief of its latest run, to be filled in.
import { ask, RunnerProblem, type TrendPoint } from '../../../runbook-runner/client.ts';
import { LONGEST_ANSWER } from '../../../runbook-runner/ports/debrief.ts';
import { button, day, h, note, who } from './dom.ts';
import { session } from './session.ts';

interface Left {
  readonly debriefs: readonly {
    readonly run: string;
    readonly answers: readonly { readonly answer: string }[];
  }[];
  readonly followUps: readonly {
    readonly title: string;
    readonly owner: string;
    readonly due: string;
    readonly status: string;
  }[];
}

const HEAD = ['What', 'Owner', 'Due', 'Status'];

const followUpTable = (followUps: Left['followUps']) =>
  h(
    'table',
    { class: 'pb-table' },
    h('thead', {}, h('tr', {}, ...HEAD.map((name) => h('th', { scope: 'col' }, name)))),
    h(
      'tbody',
      {},
      ...followUps.map(({ title, owner, due, status }) =>
        h(
          'tr',
          {},
          ...[title, owner, due, status].map((cell, index) => h('td', { 'data-label': HEAD[index] }, cell)),
        ),
      ),
    ),
  );

const isUnkept = ({ value, defaultValue }: HTMLTextAreaElement): boolean => value !== defaultValue;

class LeftBehind extends HTMLElement {
  #shown = false;

  connectedCallback(): void {
    document.addEventListener('playbook:ran', () => void this.#draw());
    session.watch(() => {
      if (session.state !== 'paired' || this.#shown) return;
      this.#shown = true;
      void this.#draw();
    });
  }

  async #draw(): Promise<void> {
    // Nobody's words are taken away before they are kept.
    const writes = this.contains(document.activeElement) || this.#fields().some(isUnkept);
    if (session.state !== 'paired' || writes) return;
    const { id = '' } = this.dataset;
    const [left, trend] = await Promise.all([
      ask<Left>('GET', `/drills/${id}/left`),
      ask<{ points: TrendPoint[] }>('GET', `/drills/${id}/trend`),
    ]).catch(() => []);
    if (!left || !trend) return;
    const latest = trend.points.at(-1);
    this.replaceChildren(
      h('h3', {}, 'Open follow-ups'),
      left.followUps.length > 0 ? followUpTable(left.followUps) : h('p', {}, 'Nothing is left to do.'),
      ...(latest ? this.#form(latest, left) : []),
    );
  }

  #fields = (): HTMLTextAreaElement[] => [...this.querySelectorAll('textarea')];

  #form({ run, startedAt, actor }: TrendPoint, { debriefs }: Left): HTMLElement[] {
    const before = debriefs.find((one) => one.run === run)?.answers ?? [];
    const questions = [...(this.parentElement?.querySelectorAll('[data-question]') ?? [])];
    const fields = questions.map((question, index) => {
      const field = document.createElement('textarea');
      field.maxLength = LONGEST_ANSWER;
      field.rows = 2;
      field.defaultValue = before[index]?.answer ?? '';
      return h('label', {}, h('span', {}, question.textContent ?? ''), field);
    });
    const said = h('div', { role: 'status' });
    const keep = async (): Promise<void> => {
      const answers = this.#fields().map((field) => field.value);
      try {
        await ask('POST', `/drill-runs/${run}/debrief`, { answers });
        for (const [index, field] of this.#fields().entries()) field.defaultValue = answers[index] ?? '';
        said.replaceChildren(note('pass', h('p', {}, 'Kept with the run.')));
      } catch (error) {
        if (!(error instanceof RunnerProblem)) throw error;
        said.replaceChildren(note('error', h('p', {}, error.message)));
      }
    };
    return [
      h('h3', {}, `Debrief of the run of ${day(startedAt)} by ${who(actor)}`),
      h('div', { class: 'pb-fields' }, ...fields),
      button('Keep the answers', () => void keep()),
      said,
    ];
  }
}

customElements.define('playbook-left', LeftBehind);
