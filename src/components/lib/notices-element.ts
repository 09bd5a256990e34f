// <playbook-notices>: what every page must say while it holds: stale page, active faults, temporary changes, old clone.
import { RunnerProblem, runner } from '../../../runbook-runner/client.ts';
import { counted } from '../../../runbook-runner/ports/spoken.ts';
import type { Consent } from './consent-form.ts';
import { button, type Child, clock, h, keepFocus, note, undoneAt, who } from './dom.ts';
import { page, refresh, session } from './session.ts';

let titles: Promise<Record<string, string>> | undefined;

/** Titles of actions; fetched when a temporary change is shown for the first time. */
async function titleOf(action: string): Promise<string> {
  titles ??= fetch('/titles.json').then((response) => response.json());
  return (await titles.catch(() => undefined))?.[action] ?? action;
}

type Temporary = NonNullable<typeof session.status>['temporaries'][number];
type Titled = Temporary & { readonly title: string };

class Notices extends HTMLElement {
  #last = '';
  #problem = '';
  /** By run, each drawn once: what somebody types into the form of one stays there whatever else is told. */
  #holding = new Map<string, HTMLElement>();

  connectedCallback(): void {
    session.watch(() => void this.#draw());
  }

  async #draw(): Promise<void> {
    const { status } = session;
    const key = JSON.stringify([
      status?.sandbox,
      status?.temporaries,
      status?.behind,
      this.#isStale(),
      this.#problem,
    ]);
    if (key === this.#last) return;
    this.#last = key;
    const temporary = await Promise.all(
      (status?.temporaries ?? []).map(async (one) => ({ ...one, title: await titleOf(one.action) })),
    );
    if (key !== this.#last) return;
    const faults = (status?.sandbox.faults ?? []).map((fault) =>
      note(
        'warn',
        h('p', {}, h('b', {}, 'Sandbox disturbed: '), `${fault.title}. Ends at ${clock(fault.endsAt)}.`),
        button('Clear', () => void this.#do(() => runner.clearFault(fault.fault)), 'quiet'),
      ),
    );
    this.#holding = new Map(
      temporary.map((one) => [one.run, this.#holding.get(one.run) ?? this.#temporary(one)]),
    );
    const focused = this.contains(document.activeElement)
      ? (document.activeElement as HTMLElement)
      : undefined;
    this.replaceChildren(
      ...[...this.#page(), ...faults, ...this.#holding.values()].filter((child) => child instanceof Node),
    );
    if (!focused) return;
    // Without a notice this element is not shown, and can't hold the focus: the page's title comes next.
    if (focused.isConnected) focused.focus({ preventScroll: true });
    else keepFocus(this.hasChildNodes() ? this : (document.querySelector('h1') ?? this));
  }

  #temporary(one: Titled): HTMLElement {
    const undo = button('Undo', () => void this.#do(() => this.#askToUndo(one, shown)), 'quiet');
    const shown = note(
      'warn',
      h(
        'p',
        {},
        h('b', {}, `${one.unknown ? 'Outcome unknown' : 'Temporary change'} in ${one.environment}: `),
        `${one.title}, since ${clock(one.startedAt)} by ${who(one.actor)}.`,
        one.expiresAt ? ` ${undoneAt(one.expiresAt)}` : '',
        one.unknown
          ? ' Nobody knows whether it was made: look at the upstream, then undo it. Its record: '
          : '',
        one.unknown && h('code', {}, `npm run -s playbook -- runs ${one.run}`),
      ),
      undo,
    );
    return shown;
  }

  #isStale(): boolean {
    const seal = page.id === undefined ? undefined : session.status?.seals[page.id];
    return page.seal !== undefined && session.status !== undefined && seal !== page.seal;
  }

  #page(): Child[] {
    const behind = session.status?.behind;
    return [
      this.#problem && note('error', h('p', {}, this.#problem)),
      this.#isStale() &&
        note(
          'warn',
          h(
            'p',
            {},
            h('b', {}, 'This page is stale: '),
            'the runner has another version of what it runs. If a reload does not help: ',
            h('code', {}, 'npm run build'),
          ),
          button('Reload', () => location.reload(), 'quiet'),
        ),
      behind &&
        note(
          'warn',
          h(
            'p',
            {},
            `This clone is ${counted(behind.commits, 'commit')} behind its remote: `,
            h('code', {}, behind.command),
          ),
        ),
    ];
  }

  async #askToUndo({ run, environment }: Temporary, place: HTMLElement): Promise<void> {
    const { askToUndo } = await import('./consent-form.ts');
    askToUndo(environment, place, (consent) => void this.#do(() => this.#undo(run, consent)));
  }

  async #undo(run: string, consent: Consent): Promise<void> {
    for await (const event of runner.undo(run, consent)) {
      if (event.event === 'result' && event.result.problem) throw new Error(event.result.problem.message);
    }
  }

  async #do(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.#problem = '';
    } catch (error) {
      if (!(error instanceof RunnerProblem || error instanceof Error)) throw error;
      this.#problem = error.message;
    }
    await refresh();
    document.dispatchEvent(new CustomEvent('playbook:ran'));
  }
}

customElements.define('playbook-notices', Notices);
