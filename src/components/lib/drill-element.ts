// <playbook-drill>: a person takes a drill: the clock, what was reached, hints on request, the score, the trend.
import { type Attempt, ask, type TrendPoint } from '../../../runbook-runner/client.ts';
import { Card } from './card.ts';
import { button, day, duration, h, note, span, who } from './dom.ts';
import { page, session } from './session.ts';
import { recall, remember } from './storage.ts';

const MARKS = [
  ['detected', 'Seen'],
  ['recognised', 'Named'],
  ['mitigated', 'Mitigated'],
  ['recovered', 'Recovered'],
] as const;

/** People take minutes; what takes seconds is told to the tenth. */
function took(ms: number): string {
  if (ms < 1_000) return duration(ms);
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : span(ms);
}

const key = `attempt.${page.id}`;

class DrillCard extends Card {
  #attempt: Attempt | undefined;
  #clock = h('b');
  #trendShown = false;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('playbook:ran', () => void this.#update());
    setInterval(() => this.#tick(), 1000);
    session.watch(() => {
      if (session.state !== 'paired' || this.#trendShown) return;
      this.#trendShown = true;
      void this.#update();
      void this.#trend();
    });
  }

  /** While the clock runs there is nothing to start. */
  protected override get offered(): boolean {
    return this.#attempt?.state !== 'running';
  }

  protected override async run(): Promise<void> {
    const sealed = page.seal === undefined ? {} : { page: page.id, seal: page.seal };
    this.#attempt = await ask<Attempt>('POST', `/drills/${this.id_}/attempts`, sealed);
    remember(key, this.#attempt.run);
    this.say('The sandbox is broken, and the clock runs.');
    this.#render();
  }

  /** The attempt of this browser, as the runner tells it now. */
  async #update(): Promise<void> {
    const run = recall(key);
    if (!run || session.state !== 'paired') return;
    this.#attempt = await ask<Attempt>('GET', `/drill-attempts/${run}`).catch(() => undefined);
    if (this.#attempt?.state !== 'running') remember(key, '');
    // Something else on the page was run, and the reader looks there.
    if (this.#attempt) this.#render('draw');
  }

  async #ask(what: 'hints' | 'finish'): Promise<void> {
    if (!this.#attempt) return;
    this.#attempt = await ask<Attempt>('POST', `/drill-attempts/${this.#attempt.run}/${what}`, {});
    const { scored } = this.#attempt;
    if (scored) {
      remember(key, '');
      this.say(`${scored.points} of 100 points.`);
      void this.#trend();
      document.dispatchEvent(new CustomEvent('playbook:ran'));
    }
    this.#render();
  }

  #tick(): void {
    const { state, startedAt } = this.#attempt ?? {};
    if (state !== 'running' || startedAt === undefined) return;
    this.#clock.textContent = span(Date.now() - Date.parse(startedAt));
  }

  #render(how: 'show' | 'draw' = 'show'): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    this.#tick();
    const running = attempt.state === 'running';
    this.offer();
    const marks = MARKS.map(([name, title]) => {
      const ms = attempt.marks[name];
      return h(
        'li',
        { 'data-tone': ms === undefined ? 'none' : 'pass' },
        `${title}: `,
        ms === undefined ? 'not yet' : took(ms),
      );
    });
    const hint = button(
      `Show a hint (−10 points, ${attempt.hintsLeft} left)`,
      () => this.#press('hints'),
      'quiet',
    );
    const finish = button('Finish: the vendor mends it', () => this.#press('finish'));
    this[how](
      running && h('p', { class: 'pb-drill-clock' }, 'Running for ', this.#clock),
      h('ul', { class: 'pb-assertions' }, ...marks),
      ...attempt.hints.map((text) => note('none', h('p', {}, h('b', {}, 'Hint: '), text))),
      running && h('div', { class: 'pb-buttons' }, attempt.hintsLeft > 0 && hint, finish),
      scoreNote(attempt),
    );
  }

  #press(what: 'hints' | 'finish'): void {
    void this.guard(() => this.#ask(what));
  }

  async #trend(): Promise<void> {
    const answer = await ask<{ points: TrendPoint[] }>('GET', `/drills/${this.id_}/trend`).catch(
      () => undefined,
    );
    const points = (answer?.points ?? []).slice(-10).reverse();
    if (points.length === 0) return;
    const head = ['When', 'Result', 'Detected', 'Mitigated', 'Recovered', 'By'];
    const rows = points.map(({ startedAt, status, times, actor }) => {
      const told = [times.detectMs, times.mitigateMs, times.recoverMs].map((ms) =>
        ms === undefined ? '–' : took(ms),
      );
      return [day(startedAt), status, ...told, who(actor)];
    });
    this.piece('[data-trend]').replaceChildren(
      h('h3', {}, 'How it went before'),
      h(
        'table',
        { class: 'pb-table' },
        h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, name)))),
        h(
          'tbody',
          {},
          ...rows.map((cells) =>
            h('tr', {}, ...cells.map((cell, index) => h('td', { 'data-label': head[index] }, cell))),
          ),
        ),
      ),
    );
  }
}

const scoreNote = ({ scored }: Attempt) =>
  scored &&
  note(
    scored.status,
    h('p', {}, h('b', {}, `${scored.points} of 100 points`)),
    h('ul', {}, ...scored.lines.map((one) => h('li', {}, `${one.what}: ${one.points}`))),
  );

customElements.define('playbook-drill', DrillCard);
