// <playbook-scenario>: the clock of a run, who is due next, and how it ended; <playbook-record>: what was done in it, and by whom.
import { runner, type ScenarioRun } from '../../../runbook-runner/client.ts';
import { button, clock, h, keepFocus, span, who } from './dom.ts';
import { afterwardsOf, holdingOf } from './run-ending.ts';
import { readRun, watchRun } from './scenario-run.ts';
import { session } from './session.ts';
import { spentBySteps } from './spent.ts';

interface Level {
  readonly afterMs: number;
  readonly who: string;
}

class ScenarioClock extends HTMLElement {
  readonly #levels: readonly Level[] = JSON.parse(this.dataset.levels ?? '[]');
  readonly #afterwards: readonly string[] = JSON.parse(this.dataset.afterwards ?? '[]');
  #run: ScenarioRun | undefined;
  readonly #state = h('p');
  readonly #next = h('p', { class: 'pb-muted' });
  readonly #holding = h('p');
  readonly #trouble = h('p', { role: 'status' });
  readonly #finish = button('Finish the run', () => void this.#end(), 'quiet');

  connectedCallback(): void {
    const buttons = h('div', { class: 'pb-buttons' }, this.#finish);
    this.append(this.#state, this.#next, this.#holding, this.#trouble, buttons);
    const tick = () => {
      const run = this.#run;
      this.hidden = !run;
      if (!run) return;
      this.#finish.hidden = run.state !== 'running';
      if (run.state === 'running') this.#showRunning(run);
      this.#showHolding(run);
    };
    watchRun((run) => {
      this.#run = run;
      tick();
      leadOn(run?.state === 'running' ? run.records.findLast(({ step }) => step)?.step : undefined);
      if (run && run.state !== 'running') this.#showEnded(run);
    });
    setInterval(tick, 1000);
  }

  #showRunning({ startedAt, environment, records }: ScenarioRun): void {
    const now = Date.now();
    const elapsed = now - Date.parse(startedAt);
    const due = this.#levels.find((level) => level.afterMs > elapsed);
    const called = this.#levels.filter(({ afterMs }) => afterMs === due?.afterMs).map((level) => level.who);
    this.#state.replaceChildren(
      h('b', {}, `Running for ${span(elapsed)}`),
      `, since ${clock(startedAt)} in ${environment}`,
    );
    this.#next.textContent = due ? `Escalation in ${span(due.afterMs - elapsed)}: ${called.join('; ')}` : '';
    showSpent(records, now);
  }

  #showEnded({ state, startedAt, finishedAt = startedAt, environment, records }: ScenarioRun): void {
    const word = state === 'finished' ? 'Finished' : 'Interrupted';
    const ended = Date.parse(finishedAt);
    this.#state.replaceChildren(
      h('b', {}, `${word} after ${span(ended - Date.parse(startedAt))}`),
      `, at ${clock(finishedAt)} in ${environment}`,
    );
    const afterwards = afterwardsOf(records, this.#afterwards);
    this.#next.replaceChildren(
      ...(afterwards ? [`${afterwards} `, h('a', { href: '#afterwards' }, 'Afterwards'), ', '] : []),
      h('a', { href: '#record' }, 'record of the run'),
    );
    showSpent(records, ended);
  }

  /** Drawn when it changes: a link that is drawn each second could not be pressed. */
  #showHolding({ state, records }: ScenarioRun): void {
    const holding = state === 'running' ? undefined : holdingOf(records, session.status?.temporaries ?? []);
    const text = holding ? `${holding}. Undo above` : '';
    if (this.#holding.textContent === text) return;
    this.#holding.replaceChildren(text && h('a', { href: '#_top' }, text));
  }

  async #end(): Promise<void> {
    this.#trouble.textContent = '';
    try {
      if (this.#run) await runner.finish(this.#run.run);
    } catch (error) {
      this.#trouble.textContent = error instanceof Error ? error.message : String(error);
    }
    await readRun();
    // The button goes with what it did.
    if (this.#finish.hidden) keepFocus(this);
  }
}

const start = document.querySelector<HTMLAnchorElement>('[data-start]');
const first = { href: start?.hash ?? '', text: start?.textContent ?? '' };

/** The button in the head leads to the step that a run has come to, and to the first one while there is no run. */
function leadOn(step: string | undefined): void {
  const title = step && document.getElementById(step)?.textContent?.trim();
  if (!start) return;
  start.href = title ? `#${step}` : first.href;
  start.textContent = title ? `Go on at ${title.replace('Step', 'step')}` : first.text;
}

function showSpent(records: ScenarioRun['records'], untilMs: number): void {
  const spent = spentBySteps(records, untilMs);
  for (const element of document.querySelectorAll<HTMLElement>('.pb-step')) {
    const ms = spent.get(element.dataset.step ?? '');
    const place = element.querySelector('[data-spent]');
    if (place && ms !== undefined) place.textContent = span(ms);
    if (ms !== undefined) element.dataset.state = 'done';
  }
}

class ScenarioRecordTable extends HTMLElement {
  connectedCallback(): void {
    watchRun((run) => {
      this.hidden = !run || run.records.length === 0;
      if (!run || this.hidden) return;
      const head = ['Time', 'Step', 'What', 'Result', 'By', 'Proof'];
      this.replaceChildren(
        h('h2', {}, 'Record of this run'),
        h('p', {}, 'Kept by the runner. Proof is the commit and the seal that each run had.'),
        h(
          'table',
          { class: 'pb-table' },
          h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, name)))),
          h('tbody', {}, ...run.records.map((one) => row(one, head))),
        ),
      );
    });
  }
}

function row(one: ScenarioRun['records'][number], head: readonly string[]): HTMLElement {
  const values = [clock(one.at), one.step ?? '', `${one.kind} ${one.subject}`, one.status, who(one.actor)];
  const cells = [...values, `${one.commit.slice(0, 8)} · ${one.seal.slice(7, 15)}`];
  return h('tr', {}, ...cells.map((value, index) => h('td', { 'data-label': head[index] }, value)));
}

customElements.define('playbook-scenario', ScenarioClock);
customElements.define('playbook-record', ScenarioRecordTable);
document.addEventListener('playbook:ran', () => void readRun());
let seen = '';
session.watch(() => {
  const now = `${session.state} ${session.environment}`;
  if (now !== seen) void readRun();
  seen = now;
});
