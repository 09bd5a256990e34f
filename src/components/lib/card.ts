// What check, action and decision cards share: their button, their outcome, pairing on demand, problems.
import { RunnerProblem } from '../../../runbook-runner/client.ts';
import { button, type Child, command, h, keepFocus, note } from './dom.ts';
import { paired, refresh, session } from './session.ts';

/** What is done sooner shows no waiting in between: nobody sees it, and drawing it would hold the outcome back. */
export const PATIENCE_MS = 80;

export abstract class Card extends HTMLElement {
  protected readonly id_ = this.dataset.id ?? '';
  protected get outcome(): HTMLElement {
    return this.piece('[data-outcome]');
  }

  connectedCallback(): void {
    const run = this.piece('[data-run]');
    run.addEventListener('click', () => void this.guard(() => this.run()));
    for (const fields of this.querySelectorAll<HTMLElement>('[data-fields]')) {
      fields.addEventListener('input', () => this.#writeCommand(fields));
      fields.addEventListener('keydown', ({ key, target }) => {
        if (key === 'Enter' && target instanceof HTMLInputElement && !run.hidden) run.click();
      });
    }
    session.watch(() => {
      this.offer();
      if (session.state === 'pairing' && this.#waiting) this.show(pairingNote());
    });
  }

  /** What the button does; called paired. */
  protected abstract run(): Promise<void>;

  /** Whether the button has something to do, where a runner answers. */
  protected get offered(): boolean {
    return true;
  }

  /** Shows the button, or hides it, as things are now. */
  protected offer(): void {
    this.piece('[data-run]').hidden = isAbsent() || !this.offered;
  }

  /** Offers what can be done about a stale page. */
  protected stale(): Child[] {
    return [button('Reload this page', () => location.reload()), command('npm run build')];
  }

  #waiting = false;
  #busy = false;

  /** Runs the work with the button at rest, and shows what goes wrong. */
  protected async guard(work: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#waiting = true;
    const resting = setTimeout(() => this.#rest(true), PATIENCE_MS);
    try {
      await paired(async () => {
        this.#waiting = false;
        await work();
      });
    } catch (error) {
      this.show(this.problem(error));
      if (error instanceof RunnerProblem && error.code === 'runner_not_running') void refresh();
    } finally {
      clearTimeout(resting);
      this.#waiting = false;
      this.#busy = false;
      this.#rest(false);
    }
    document.dispatchEvent(new CustomEvent('playbook:ran'));
  }

  /** Not `disabled`, which would take the focus away from who works by keyboard. */
  #rest(resting: boolean): void {
    this.piece('[data-run]').ariaDisabled = `${resting}`;
  }

  /** Draws the outcome, and brings it into sight. */
  protected show(...children: Child[]): void {
    this.draw(...children);
    // With the next frame: asking for the layout now would hold the outcome back.
    requestAnimationFrame(() => this.outcome.scrollIntoView({ block: 'nearest' }));
  }

  /** Draws the outcome where it stands: the reader may be busy elsewhere on the page. */
  protected draw(...children: Child[]): void {
    const focused = this.outcome.contains(document.activeElement);
    this.outcome.replaceChildren(...children.filter((child) => child instanceof Node));
    // A button that goes with what it did leaves the focus beside what it did, not at the top of the page.
    if (focused) keepFocus(this.outcome);
  }

  /** Told to screen readers in one sentence; the whole outcome would be too much to listen to. */
  protected say(text: string): void {
    this.piece('[data-say]').textContent = text;
  }

  protected problem(error: unknown): HTMLElement {
    if (!(error instanceof RunnerProblem)) throw error;
    this.say(error.message);
    const { problem, hint } = error;
    const changed = Array.isArray(problem.changed) ? problem.changed : [];
    return note(
      error.code === 'stale_seal' ? 'warn' : 'error',
      h('p', {}, h('b', {}, problem.title), problem.detail === problem.title ? '' : ` ${problem.detail}`),
      changed.length > 0 && h('ul', {}, ...changed.map((one) => h('li', {}, words(one)))),
      typeof problem.command === 'string' ? command(problem.command) : hint && h('p', {}, hint),
      error.code === 'stale_seal' && h('div', { class: 'pb-buttons' }, ...this.stale()),
    );
  }

  /** Values of the typed slots, or undefined when one has not the declared form (the browser then says which). */
  protected parameters(): Record<string, string | number> | undefined {
    const fields = [...this.querySelectorAll<HTMLInputElement>('[data-fields] :is(input, select)')];
    if (!fields.every((field) => field.reportValidity())) return undefined;
    return Object.fromEntries(
      fields.map((field) => [field.name, field.type === 'number' ? field.valueAsNumber : field.value]),
    );
  }

  /** The command of the card does what its button does: with the values that were typed. */
  #writeCommand(fields: HTMLElement): void {
    const code = this.querySelector('.pb-card-body > .pb-command code');
    if (!code) return;
    const typed = [...fields.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')]
      .filter((field) => !isDefault(field))
      .map(({ name, value }) => ` --param ${quoted(`${name}=${value}`)}`);
    code.textContent = `${code.textContent.split(' --param ')[0]}${typed.join('')}`;
  }

  protected piece<Element extends HTMLElement>(selector: string): Element {
    const found = this.querySelector<Element>(selector);
    if (!found) throw new Error(`${this.localName} has no ${selector}`);
    return found;
  }
}

const isAbsent = (): boolean => session.state === 'absent' || session.state === 'looking';

const isDefault = (field: HTMLInputElement | HTMLSelectElement): boolean =>
  field instanceof HTMLInputElement
    ? field.value === field.defaultValue
    : [...field.selectedOptions].every((option) => option.defaultSelected);

/** As a shell takes it for one word. */
const quoted = (text: string): string =>
  /^[\w.:/@=+-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

const words = (value: unknown): string =>
  typeof value === 'string' ? value : Object.values(Object(value)).join(' ');

export const pairingNote = (): HTMLElement =>
  note(
    'warn',
    h('p', {}, h('b', {}, 'Confirm in the terminal'), ' where the runner runs. It must show these words:'),
    h('p', { class: 'pb-words' }, session.words),
    h('p', {}, 'Then it goes on by itself.'),
  );
