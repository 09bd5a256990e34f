// <playbook-check>: runs a check and shows samples and assertions as they come, then the result.
import { runner } from '../../../runbook-runner/client.ts';
import { Card } from './card.ts';
import { button, type Child, duration, h } from './dom.ts';
import { LateList } from './late-list.ts';
import { assertionItem, proof, recording, resultView, sampleBars, summary } from './result-view.ts';
import { parentRun } from './scenario-run.ts';
import { context } from './session.ts';

class CheckCard extends Card {
  #asItIsNow = false;

  protected override async run(): Promise<void> {
    const parameters = this.parameters();
    if (!parameters) return;
    const line = h('p', { class: 'pb-verdict' }, h('strong', {}, 'Running'));
    const list = h('ul', { class: 'pb-assertions' });
    const assertions = new LateList(list);
    const samples: number[] = [];
    const record = recording();
    const bars = h('div');
    this.show(line, bars, list);
    this.say('Running');
    const parent = await parentRun();
    const asItIsNow = this.#asItIsNow;
    this.#asItIsNow = false;
    const order = {
      ...context(this),
      parameters,
      ...(parent ? { parent } : {}),
      ...(asItIsNow ? { asItIsNow } : {}),
    };
    for await (const event of runner.check(this.id_, order)) {
      if (event.event === 'assertion') assertions.add(() => assertionItem(event.assertion));
      else if (event.event === 'sample') {
        samples.push(event.ms);
        line.replaceChildren(
          h('strong', {}, `${samples.length} of ${event.of}`),
          `last ${duration(event.ms)}`,
        );
        bars.replaceChildren(sampleBars(samples));
      } else if (event.event === 'judged') {
        assertions.drop();
        this.show(...resultView(event.result), record);
        this.say(`${event.result.title}: ${summary(event.result)}`);
      } else if (event.event === 'result') record.replaceWith(proof(event.result, event.result.traceId));
    }
  }

  protected override stale(): Child[] {
    const now = () => {
      this.#asItIsNow = true;
      void this.guard(() => this.run());
    };
    return [
      button('Run the check as it is now', now),
      button('Reload this page', () => location.reload(), 'quiet'),
    ];
  }
}

customElements.define('playbook-check', CheckCard);
