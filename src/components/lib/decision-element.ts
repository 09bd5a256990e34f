// <playbook-decision>: asks the runner to decide on the latest results, and says why and where to go.
import { runner } from '../../../runbook-runner/client.ts';
import { Card } from './card.ts';
import { type Child, h } from './dom.ts';
import { isOutdated } from './outdated.ts';
import { inRun, watchRun } from './scenario-run.ts';
import { context } from './session.ts';

const VERDICT = {
  proceed: { label: 'Proceed', tone: 'pass' },
  escalate: { label: 'Escalate', tone: 'warn' },
  'roll-back': { label: 'Roll back', tone: 'fail' },
} as const;

type Looked = Awaited<ReturnType<typeof runner.decide>>['looked'];

const conditions = (looked: Looked): HTMLElement =>
  h(
    'ul',
    { class: 'pb-assertions' },
    ...looked.map((one) =>
      h(
        'li',
        { 'data-tone': one.holds ? 'pass' : 'none' },
        h('p', {}, `${one.holds ? 'Holds' : 'Does not hold'}: ${one.condition}. Seen: ${one.seen}`),
      ),
    ),
  );

/** What holds is read first; what does not is noise where many rules were looked at, and can be opened. */
function reasons(looked: Looked): Child[] {
  const [holding, others] = [true, false].map((holds) => looked.filter((one) => one.holds === holds));
  return [
    holding?.length && conditions(holding),
    others?.length &&
      h('details', {}, h('summary', {}, `What does not hold (${others.length})`), conditions(others)),
  ];
}

class DecisionCard extends Card {
  override connectedCallback(): void {
    super.connectedCallback();
    const checks: readonly string[] = JSON.parse(this.dataset.checks ?? '[]');
    watchRun((run) => {
      const decided = this.outcome.querySelector('.pb-verdict');
      if (!run || !decided || !isOutdated(run.records, this.id_, checks)) return;
      // In its own line, so that what the reader looks at below stays where it is.
      decided.setAttribute('data-tone', 'none');
      decided.replaceChildren(
        ...[...decided.children].slice(0, 1),
        h('span', {}, 'by earlier results: decide again'),
      );
    });
  }

  protected override async run(): Promise<void> {
    const result = await inRun((belongs) =>
      runner.decide(this.dataset.scenario ?? '', this.id_, { ...context(this), ...belongs }),
    );
    const { proof } = await import('./result-view.ts');
    const { label, tone } = VERDICT[result.verdict];
    const targets: Record<string, { href: string; label: string }> = JSON.parse(this.dataset.targets ?? '{}');
    const target = result.to === undefined ? undefined : targets[result.to];
    this.show(
      h('p', { class: 'pb-verdict', 'data-tone': tone }, h('strong', {}, label)),
      h('p', {}, result.because),
      target && h('p', {}, h('a', { class: 'pb-button', href: target.href }, `Go to ${target.label}`)),
      ...reasons(result.looked),
      proof(result),
    );
    this.say(`${label}. ${result.because}`);
  }
}

customElements.define('playbook-decision', DecisionCard);
