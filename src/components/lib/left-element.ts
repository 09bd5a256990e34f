// <playbook-left>: what a drill left behind: its open follow-ups, and the debrief of its latest run, to be filled in.
import { ask, runner, type TrendPoint } from '../../../runbook-runner/client.ts';
import { day, h, who } from './dom.ts';
import { refresh, session } from './session.ts';

interface Left {
  readonly debriefs: readonly {
    readonly run: string;
    readonly answers: readonly { readonly question: string; readonly answer: string }[];
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

/** Who wrote and then recorded means that run; one that somebody else began is not theirs. */
const isOfNewRun = (latest: TrendPoint | undefined, shown: string): boolean =>
  latest !== undefined && latest.run !== shown && latest.actor === runner.paired()?.actor;

class LeftBehind extends HTMLElement {
  #shown = false;
  #open = h('div');
  #form: HTMLElement | undefined;
  /** Of the form that stands. */
  #run = '';
  #turn = 0;

  connectedCallback(): void {
    document.addEventListener('playbook:ran', () => void this.#draw());
    session.watch(() => {
      if (session.state !== 'paired' || this.#shown) return;
      this.#shown = true;
      void this.#draw();
    });
  }

  async #draw(): Promise<void> {
    if (session.state !== 'paired') return;
    this.#turn += 1;
    const turn = this.#turn;
    const [left, trend, form] = await Promise.all([
      this.#left(),
      ask<{ points: TrendPoint[] }>('GET', `/drills/${this.dataset.id}/trend`),
      import('./debrief-form.ts'),
    ]).catch(() => []);
    // Nobody's words are taken away before they are kept: judged now, since they may have been written meanwhile.
    if (!left || !trend || turn !== this.#turn || this.contains(document.activeElement)) return;
    const latest = trend.points.at(-1);
    const written = this.#form && form.holdsWords(this.#form) ? this.#form : undefined;
    if (written && !isOfNewRun(latest, this.#run)) return;
    this.replaceChildren(h('h3', {}, 'Open follow-ups'), this.#open);
    if (latest === undefined) return;
    this.#run = latest.run;
    this.#form = form.debriefForm(this.#given(latest, left));
    if (written) form.carryOver(written, this.#form);
    const { startedAt, actor } = latest;
    this.append(h('h3', {}, `Debrief of the run of ${day(startedAt)} by ${who(actor)}`), this.#form);
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

  #given({ run }: TrendPoint, { debriefs }: Left) {
    const questions = [...(this.parentElement?.querySelectorAll('[data-question]') ?? [])];
    const before = debriefs.find((one) => one.run === run)?.answers ?? [];
    return {
      run,
      questions: questions.map(({ textContent }) => textContent ?? ''),
      before: new Map(before.map(({ question, answer }) => [question, answer])),
      owners: JSON.parse(this.dataset.owners ?? '[]'),
      kept: () => void this.#left().catch(() => refresh()),
    };
  }
}

customElements.define('playbook-left', LeftBehind);
