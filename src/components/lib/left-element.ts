// <playbook-left>: what a drill left behind: its open follow-ups, and the debrief of its latest run, to be filled in.
import { ask, type TrendPoint } from '../../../runbook-runner/client.ts';
import { day, h, who } from './dom.ts';
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

const isUnkept = ({ value, defaultValue }: HTMLTextAreaElement | HTMLInputElement): boolean =>
  value !== defaultValue;

class LeftBehind extends HTMLElement {
  #shown = false;
  #open = h('div');

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
    const fields = [...this.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>('textarea, input')];
    const writes = this.contains(document.activeElement) || fields.some(isUnkept);
    if (session.state !== 'paired' || writes) return;
    const [left, trend] = await Promise.all([
      this.#left(),
      ask<{ points: TrendPoint[] }>('GET', `/drills/${this.dataset.id}/trend`),
    ]).catch(() => []);
    if (!left || !trend) return;
    const latest = trend.points.at(-1);
    const form = latest ? await this.#form(latest, left) : [];
    this.replaceChildren(h('h3', {}, 'Open follow-ups'), this.#open, ...form);
  }

  /** Asks what is left, and shows the open follow-ups. */
  async #left(): Promise<Left> {
    const left = await ask<Left>('GET', `/drills/${this.dataset.id}/left`);
    const { followUps } = left;
    this.#open.replaceChildren(
      followUps.length > 0 ? followUpTable(followUps) : h('p', {}, 'Nothing is left to do.'),
    );
    return left;
  }

  async #form({ run, startedAt, actor }: TrendPoint, { debriefs }: Left): Promise<HTMLElement[]> {
    const { debriefForm } = await import('./debrief-form.ts');
    const questions = [...(this.parentElement?.querySelectorAll('[data-question]') ?? [])];
    return [
      h('h3', {}, `Debrief of the run of ${day(startedAt)} by ${who(actor)}`),
      debriefForm({
        run,
        questions: questions.map(({ textContent }) => textContent ?? ''),
        before: debriefs.find((one) => one.run === run)?.answers.map(({ answer }) => answer) ?? [],
        owners: JSON.parse(this.dataset.owners ?? '[]'),
        kept: () => void this.#left(),
      }),
    ];
  }
}

customElements.define('playbook-left', LeftBehind);
