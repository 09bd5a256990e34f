// <playbook-action>: a dry run that shows the exact change, the confirmed change, its verification, its undo.
import { type ActionResult, type RunEvent, runner } from '../../../runbook-runner/client.ts';
import { Card } from './card.ts';
import { button, clock, h, note, who } from './dom.ts';
import { inRun } from './scenario-run.ts';
import { context, refresh, session } from './session.ts';

type Order = ReturnType<typeof context> & { readonly parameters: Record<string, string | number> };

/** A change that can be taken back. */
type Standing = Pick<ActionResult, 'run' | 'environment'>;

class ActionCard extends Card {
  /** One key for one intent: a second click on the same confirmation returns the first outcome. */
  #key = '';
  /** What the dry run showed: exactly this is done, whatever was chosen on the page since. */
  #planned: Order | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    session.watch(() => this.#showActive());
  }

  protected override async run(): Promise<void> {
    const parameters = this.parameters();
    if (!parameters) return;
    this.#key = crypto.randomUUID();
    this.#planned = { ...context(this), parameters };
    await this.#act(this.#planned, true);
  }

  async #act(
    planned: Order,
    dryRun: boolean,
    consent: { confirm?: string; reason?: string } = {},
  ): Promise<void> {
    this.show(h('p', { class: 'pb-verdict' }, h('strong', {}, dryRun ? 'Planning' : 'Acting')));
    const key = dryRun ? crypto.randomUUID() : this.#key;
    await inRun(
      (belongs) => this.#follow(runner.act(this.id_, { ...planned, dryRun, ...consent, ...belongs }, key)),
      planned.environment,
    );
  }

  async #undo({ run, environment }: Standing): Promise<void> {
    this.show(h('p', { class: 'pb-verdict' }, h('strong', {}, 'Undoing')));
    await inRun((belongs) => this.#follow(runner.undo(run, belongs), true), environment);
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
        confirmation: () => this.#confirmation(),
        undo: () => void this.guard(() => this.#undo(result)),
      };
      this.show(...actionView(result, offers));
      this.say(`${result.title}: ${labelOf(result, undone)}`);
    }
    void refresh();
  }

  #undoButton = (standing: Standing): HTMLElement =>
    h(
      'p',
      {},
      button('Undo', () => void this.guard(() => this.#undo(standing)), 'quiet'),
    );

  /** In production the name of the environment is typed, and a reason given. */
  #confirmation(): HTMLElement | undefined {
    const planned = this.#planned;
    if (!planned) return undefined;
    const { environment } = planned;
    const production = environment === 'production';
    const confirm = h('input', {
      name: 'confirm',
      required: true,
      pattern: environment,
      autocomplete: 'off',
    });
    const reason = h('input', { name: 'reason', required: true, maxlength: 500 });
    const form = h(
      'form',
      { class: 'pb-fields' },
      production && h('label', {}, `Type “${environment}” to confirm`, confirm),
      production && h('label', {}, 'Why (kept in the record)', reason),
      h(
        'button',
        { class: 'pb-button', type: 'submit', 'data-danger': production },
        `Do it in ${environment}`,
      ),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const consent = production
        ? { confirm: (confirm as HTMLInputElement).value, reason: (reason as HTMLInputElement).value }
        : {};
      void this.guard(() => this.#act(planned, false, consent));
    });
    return form;
  }

  /** After a reload, and in other tabs, the change that still holds is shown with its undo. */
  #showActive(): void {
    const active = session.status?.temporaries.find((one) => one.action === this.id_);
    if (!active || this.outcome.childElementCount > 0) return;
    this.show(
      note(
        'warn',
        h(
          'p',
          {},
          h('b', {}, `On in ${active.environment}`),
          ` since ${clock(active.startedAt)}, by ${who(active.actor)}.`,
        ),
        this.#undoButton(active),
      ),
    );
  }
}

customElements.define('playbook-action', ActionCard);
