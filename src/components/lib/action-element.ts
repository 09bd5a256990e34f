// <playbook-action>: a dry run that shows the exact change, the confirmed change, its verification, its undo.
import { type ActionResult, type RunEvent, runner } from '../../../runbook-runner/client.ts';
import { Card } from './card.ts';
import type { Consent } from './consent-form.ts';
import { button, clock, h, note, undoneAt, who } from './dom.ts';
import { inRun } from './scenario-run.ts';
import { context, refresh, session } from './session.ts';

type Order = ReturnType<typeof context> & {
  readonly parameters: Record<string, string | number>;
  /** Run of the dry run that is confirmed. */
  readonly planned?: string;
};

/** A change that can be taken back. */
type Standing = Pick<ActionResult, 'run' | 'environment'>;

class ActionCard extends Card {
  /** One key for one intent: a second click on the same confirmation returns the first outcome. */
  #key = '';
  /** What the dry run showed: exactly this is done, whatever was chosen on the page since. */
  #planned: Order | undefined;
  /** The change that the card shows as one that holds, and what of the card says so. */
  #held: { readonly run: string; readonly shown: Element | null; told: boolean } | undefined;
  /** Says that it holds no longer. */
  readonly #ended = note(
    'none',
    h('p', {}, h('b', {}, 'No longer on.'), ' It was undone, or it ended by itself.'),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    session.watch(() => {
      this.#showActive();
      this.#showEnded();
    });
  }

  protected override async run(): Promise<void> {
    const parameters = this.parameters();
    if (!parameters) return;
    this.#key = crypto.randomUUID();
    this.#planned = { ...context(this), parameters };
    await this.#act(this.#planned, true);
  }

  async #act(planned: Order, dryRun: boolean, consent: Consent = {}): Promise<void> {
    this.show(h('p', { class: 'pb-verdict' }, h('strong', {}, dryRun ? 'Planning' : 'Acting')));
    const key = dryRun ? crypto.randomUUID() : this.#key;
    await inRun(
      (belongs) => this.#follow(runner.act(this.id_, { ...planned, dryRun, ...consent, ...belongs }, key)),
      planned.environment,
    );
  }

  async #askToUndo(standing: Standing): Promise<void> {
    try {
      const { askToUndo } = await import('./consent-form.ts');
      askToUndo(
        standing.environment,
        this.outcome,
        (consent) => void this.guard(() => this.#undo(standing, consent)),
      );
    } catch (error) {
      // The site may have been built anew since this page was loaded.
      this.show(this.problem(error));
    }
  }

  async #undo({ run, environment }: Standing, consent: Consent): Promise<void> {
    this.show(h('p', { class: 'pb-verdict' }, h('strong', {}, 'Undoing')));
    await inRun((belongs) => this.#follow(runner.undo(run, { ...consent, ...belongs }), true), environment);
  }

  async #follow(events: AsyncIterable<RunEvent<ActionResult>>, undone = false) {
    const { actionView, labelOf, StageList } = await import('./action-view.ts');
    const stages = new StageList();
    for await (const event of events) {
      if (event.event === 'stage') {
        stages.show(event.stage);
        this.outcome.append(stages.element);
      }
      if (event.event !== 'result') continue;
      const { result } = event;
      const offers = {
        undone,
        stages,
        act: (consent: Consent) => {
          const planned = this.#planned;
          if (planned) void this.guard(() => this.#act({ ...planned, planned: result.run }, false, consent));
        },
        undo: () => void this.#askToUndo(result),
      };
      this.show(...actionView(result, offers));
      if (!undone) this.#hold(result.run);
      this.say(`${result.title}: ${labelOf(result, undone)}`);
    }
    void refresh();
  }

  #undoButton = (standing: Standing): HTMLElement =>
    h(
      'p',
      {},
      button('Undo', () => void this.#askToUndo(standing), 'quiet'),
    );

  /** After a reload, and in other tabs, the change that still holds is shown with its undo. */
  #showActive(): void {
    const active = session.status?.temporaries.find((one) => one.action === this.id_);
    if (!active || (this.outcome.childElementCount > 0 && !this.#ended.isConnected)) return;
    this.draw(
      note(
        'warn',
        h(
          'p',
          {},
          h('b', {}, `On in ${active.environment}`),
          ` since ${clock(active.startedAt)}, by ${who(active.actor)}.`,
          active.expiresAt ? ` ${undoneAt(active.expiresAt)}` : '',
        ),
        this.#undoButton(active),
      ),
    );
    this.#hold(active.run);
  }

  #hold(run: string): void {
    this.#held = { run, shown: this.outcome.firstElementChild, told: false };
  }

  /** What was undone in a notice, in another tab or in a terminal, or has expired, no longer looks as if it held. */
  #showEnded(): void {
    const held = this.#held;
    if (!held || !session.status || !this.outcome.contains(held.shown)) return;
    const active = session.status.temporaries.some(({ run }) => run === held.run);
    // The first status after the act may be older than the act.
    held.told ||= active;
    if (active || !held.told) return;
    this.draw(this.#ended);
  }
}

customElements.define('playbook-action', ActionCard);
