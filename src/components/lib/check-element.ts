// <playbook-check>: runs a check and shows samples and assertions as they come, then the result.
import {
  type CheckAsk,
  type CheckResult,
  type RunEvent,
  RunnerProblem,
  runner,
} from '../../../runbook-runner/client.ts';
import { Card, PATIENCE_MS } from './card.ts';
import { button, type Child, duration, h } from './dom.ts';
import { inRun } from './scenario-run.ts';
import { context } from './session.ts';

class CheckCard extends Card {
  #asItIsNow = false;

  protected override async run(): Promise<void> {
    const parameters = this.parameters();
    if (!parameters) return;
    const asItIsNow = this.#asItIsNow;
    this.#asItIsNow = false;
    await this.#order({ ...context(this), parameters, ...(asItIsNow ? { asItIsNow } : {}) });
  }

  async #order(order: CheckAsk): Promise<void> {
    try {
      await inRun(
        (belongs) => this.#follow(runner.check(this.id_, { ...order, ...belongs })),
        order.environment,
      );
    } catch (error) {
      if (!(error instanceof RunnerProblem) || error.code !== 'quota_short') throw error;
      const { quotaShort } = await import('./quota-short.ts');
      this.show(quotaShort(error, () => void this.guard(() => this.#order({ ...order, force: true }))));
      this.say('Not run: the quota is short. Run anyway is offered.');
    }
  }

  async #follow(events: AsyncIterable<RunEvent<CheckResult>>): Promise<void> {
    const line = h('p', { class: 'pb-verdict' }, h('strong', {}, 'Running'));
    const list = h('ul', { class: 'pb-assertions' });
    const samples: number[] = [];
    const bars = h('div');
    const running = setTimeout(() => {
      this.show(line, bars, list);
      this.say('Running');
    }, PATIENCE_MS);
    // Loaded with the first result: a page that is only read needs none of it.
    const { assertionItem, proof, recording, resultView, sampleBars, summary } = await import(
      './result-view.ts'
    );
    const record = recording();
    try {
      for await (const event of events) {
        if (event.event === 'assertion') list.append(assertionItem(event.assertion));
        else if (event.event === 'sample') {
          samples.push(event.ms);
          line.replaceChildren(
            h('strong', {}, `${samples.length} of ${event.of}`),
            `last ${duration(event.ms)}`,
          );
          bars.replaceChildren(sampleBars(samples));
        } else if (event.event === 'judged') {
          clearTimeout(running);
          this.show(...resultView(event.result), record);
          this.say(`${event.result.title}: ${summary(event.result)}`);
        } else if (event.event === 'result') record.replaceWith(proof(event.result, event.result.traceId));
      }
    } finally {
      clearTimeout(running);
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
