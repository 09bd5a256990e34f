// <playbook-fault>: injects a fault into the sandbox, and clears it.
import { runner } from '../../../runbook-runner/client.ts';
import { Card } from './card.ts';
import { clock, h, note } from './dom.ts';
import { refresh, session } from './session.ts';

class FaultPanel extends Card {
  override connectedCallback(): void {
    super.connectedCallback();
    const clear = this.piece('[data-clear]');
    clear.addEventListener('click', () => void this.guard(() => this.#clear()));
    session.watch(() => {
      clear.hidden = !session.status?.sandbox.faults.some(({ fault }) => fault === this.id_);
    });
  }

  protected override async run(): Promise<void> {
    const { endsAt } = await runner.inject(this.id_);
    this.show(note('warn', h('p', {}, `Injected. It ends by itself at ${clock(endsAt)}.`)));
    this.say('The fault is injected.');
    await refresh();
  }

  async #clear(): Promise<void> {
    const { cleared } = await runner.clearFault(this.id_);
    this.show(note('none', h('p', {}, `Cleared: ${cleared.map((one) => one.title).join(', ')}.`)));
    this.say('The fault is cleared.');
    await refresh();
  }
}

customElements.define('playbook-fault', FaultPanel);
