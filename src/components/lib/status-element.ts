// <playbook-status> in the header and <playbook-runner-line> in a page: what answers here, and for whom it acts.
import { pairingNote } from './card.ts';
import { button, type Child, command, h, who } from './dom.ts';
import { ensurePaired, page, session, unpair } from './session.ts';

const START = 'npm start';

const actor = (): string => (session.status ? who(session.status.actor) : 'Paired');

function label(): string {
  switch (session.state) {
    case 'looking':
    case 'absent':
      return 'No runner';
    case 'ready':
      return 'Pair';
    case 'pairing':
      return 'See terminal';
    case 'paired':
      return actor();
  }
}

function environments(): HTMLElement {
  const names = new Set([session.environment, ...Object.values(session.status?.environments ?? {}).flat()]);
  const select = h('select', {
    class: 'pb-select',
    change: (event) => {
      session.environment = (event.target as HTMLSelectElement).value;
    },
  });
  select.append(...[...names].map((name) => h('option', { selected: name === session.environment }, name)));
  return h('label', {}, 'Environment ', select);
}

function panel(): Child[] {
  const { status } = session;
  switch (session.state) {
    case 'looking':
    case 'absent':
      return [
        h(
          'p',
          {},
          'No runner answers here. Every check and action shows its command. For buttons, start the runner:',
        ),
        command(START),
      ];
    case 'ready':
      return [
        h(
          'p',
          {},
          'A runner answers on this machine. Pair this browser to press buttons; you confirm in the terminal.',
        ),
        button('Pair', () => void ensurePaired().catch(() => {})),
      ];
    case 'pairing':
      return [pairingNote()];
    case 'paired':
      return [
        h('p', {}, `Runs are recorded as ${actor()}, on the runner of ${who(status?.owner ?? '…')}.`),
        environments(),
        h('p', {}, status?.sandbox.running ? 'The sandbox is running.' : 'The sandbox is not running.'),
        h(
          'p',
          {},
          `This page: commit ${page.commit?.slice(0, 8)}. The runner: ${status?.provenance.commit.slice(0, 8)}.`,
        ),
        button('Unpair', () => void unpair(), 'quiet'),
      ];
  }
}

/** Redraws only when something changed, so that a poll never closes an open list. */
function drawn(element: HTMLElement, draw: () => void): void {
  let last = '';
  session.watch(() => {
    const { state, words, status, environment } = session;
    const now = JSON.stringify([
      state,
      words,
      environment,
      status?.actor,
      status?.environments,
      status?.sandbox.running,
    ]);
    if (
      now === last ||
      (element.contains(document.activeElement) && document.activeElement?.localName === 'select')
    )
      return;
    last = now;
    draw();
  });
}

class RunnerPill extends HTMLElement {
  connectedCallback(): void {
    const pill = this.querySelector<HTMLElement>('button');
    const text = pill?.querySelector('span');
    const box = this.querySelector('[popover]');
    const say = this.querySelector('[data-say]');
    if (!pill || !text || !box || !say) return;
    drawn(this, () => {
      pill.hidden = session.state === 'looking';
      pill.dataset.state = session.state;
      pill.setAttribute('aria-label', `Runner: ${label()}`);
      text.textContent = label();
      if (session.state === 'pairing') say.textContent = `Confirm in the terminal: ${session.words}`;
      if (session.state === 'paired') say.textContent = 'Paired';
      box.replaceChildren(h('h2', {}, 'Runner'), ...panel().filter((child) => child instanceof Node));
    });
  }
}

class RunnerLine extends HTMLElement {
  connectedCallback(): void {
    drawn(this, () => {
      if (session.state === 'paired') {
        this.replaceChildren(
          h('p', {}, 'Buttons on this page act as ', h('b', {}, actor()), '.'),
          environments(),
        );
      } else if (session.state === 'pairing')
        this.replaceChildren(h('p', {}, 'Confirm in the terminal: ', h('b', {}, session.words)));
      else if (session.state === 'ready')
        this.replaceChildren(h('p', {}, 'A runner answers. The first button that you press asks to pair.'));
      else
        this.replaceChildren(
          h(
            'p',
            {},
            'No runner answers here. Each check shows its command; buttons appear with ',
            h('code', {}, START),
            '.',
          ),
        );
    });
  }
}

customElements.define('playbook-status', RunnerPill);
customElements.define('playbook-runner-line', RunnerLine);
