// <playbook-scenario>: the clock of a run and who is due next; <playbook-record>: what was done in it, and by whom.
import { runner, type ScenarioRun } from '../../../runbook-runner/client.ts';
import { button, clock, h, span, who } from './dom.ts';
import { currentRun } from './scenario-run.ts';
import { session } from './session.ts';
import { spentBySteps } from './spent.ts';

let run: ScenarioRun | undefined;
const listeners = new Set<() => void>();

async function update(): Promise<void> {
  run = await currentRun();
  for (const listener of listeners) listener();
}

class ScenarioClock extends HTMLElement {
  connectedCallback(): void {
    const levels: { afterMs: number; who: string }[] = JSON.parse(this.dataset.levels ?? '[]');
    const state = h('p');
    const next = h('p', { class: 'pb-muted' });
    const finish = button('Finish the run', () => void this.#finish(), 'quiet');
    this.append(state, next, h('div', { class: 'pb-buttons' }, finish));
    const tick = () => {
      this.hidden = run?.state !== 'running';
      if (!run || this.hidden) return;
      const elapsed = Date.now() - Date.parse(run.startedAt);
      const due = levels.find((level) => level.afterMs > elapsed);
      const called = levels.filter(({ afterMs }) => afterMs === due?.afterMs).map((level) => level.who);
      state.replaceChildren(
        h('b', {}, `Running for ${span(elapsed)}`),
        `, since ${clock(run.startedAt)} in ${run.environment}`,
      );
      next.textContent = due ? `Escalation in ${span(due.afterMs - elapsed)}: ${called.join('; ')}` : '';
      showSpent(run);
    };
    listeners.add(tick);
    setInterval(tick, 1000);
  }

  async #finish(): Promise<void> {
    if (run) await runner.finish(run.run);
    await update();
  }
}

function showSpent(current: ScenarioRun): void {
  const spent = spentBySteps(current.records, Date.now());
  for (const element of document.querySelectorAll<HTMLElement>('.pb-step')) {
    const ms = spent.get(element.dataset.step ?? '');
    const place = element.querySelector('[data-spent]');
    if (place && ms !== undefined) place.textContent = span(ms);
    if (ms !== undefined) element.dataset.state = 'done';
  }
}

class ScenarioRecordTable extends HTMLElement {
  connectedCallback(): void {
    listeners.add(() => {
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
document.addEventListener('playbook:ran', () => void update());
let seen = '';
session.watch(() => {
  const now = `${session.state} ${session.environment}`;
  if (now !== seen) void update();
  seen = now;
});
