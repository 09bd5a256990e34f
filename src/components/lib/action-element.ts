// <playbook-action>: a dry run that shows the exact request, the confirmed change, its verification, its undo.
import { type ActionResult, runner } from '../../../runbook-runner/client.ts';
import { Card } from './card.ts';
import { button, type Child, clock, h, note, who } from './dom.ts';
import { proof, verdictLine } from './result-view.ts';
import { inRun } from './scenario-run.ts';
import { context, refresh, session } from './session.ts';

type Order = ReturnType<typeof context> & { readonly parameters: Record<string, string | number> };

/** A change that can be taken back. */
type Standing = Pick<ActionResult, 'run' | 'environment'>;

const STATUS: Record<ActionResult['status'], { label: string; tone: string }> = {
  planned: { label: 'Dry run, nothing was changed', tone: 'none' },
  done: { label: 'Done', tone: 'pass' },
  refused: { label: 'Refused by the upstream', tone: 'fail' },
  error: { label: 'Not done', tone: 'error' },
  unknown: { label: 'Outcome unknown', tone: 'error' },
  unverified: { label: 'Done, but not verified', tone: 'warn' },
  unmet: { label: 'Not now: nothing was sent', tone: 'warn' },
};

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
    await inRun((belongs) => this.#follow(runner.undo(run, belongs), 'Undone'), environment);
  }

  async #follow(
    events: AsyncIterable<{ event: string } | { event: 'result'; result: ActionResult }>,
    done?: string,
  ) {
    for await (const event of events) {
      if (!('result' in event)) continue;
      this.show(...this.#view(event.result, done));
      this.say(`${event.result.title}: ${this.#label(event.result, done)}`);
    }
    void refresh();
  }

  #label = (result: ActionResult, done?: string): string =>
    done && result.status === 'done' ? done : STATUS[result.status].label;

  #view(result: ActionResult, done?: string): Child[] {
    const { plan, problem } = result;
    return [
      h(
        'p',
        { class: 'pb-verdict', 'data-tone': STATUS[result.status].tone },
        h('strong', {}, this.#label(result, done)),
        h('span', {}, result.environment),
        h('span', {}, clock(result.startedAt)),
      ),
      problem &&
        note('error', h('p', {}, h('b', {}, problem.message)), problem.hint && h('p', {}, problem.hint)),
      h(
        'pre',
        { tabindex: 0 },
        plan.request
          ? `${plan.request.method} ${plan.request.url}${plan.body ? `\n\n${plan.body}` : ''}`
          : plan.summary,
      ),
      result.status === 'planned' && this.#confirmation(),
      ...result.verification.map((check) =>
        h('div', {}, h('p', {}, `Verified by: ${check.title}`), verdictLine(check)),
      ),
      result.expiresAt && h('p', {}, `Undone by itself at ${clock(result.expiresAt)}.`),
      result.undoable && result.status !== 'planned' && !done && this.#undoButton(result),
      proof(result),
    ];
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
