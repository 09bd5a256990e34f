// <playbook-search>: the search dialog. Pagefind itself is loaded when it is opened for the first time.
import { counted } from '../../../runbook-runner/ports/spoken.ts';
import { button, h } from './dom.ts';
import { type Found, loadPagefind, type Pagefind } from './pagefind.ts';

const SHOWN = 8;
const WAIT_MS = 120;
/** What leads to acting stands before what leads to reading. */
const FIRST = /^(Scenario|Failure mode)$/;

class SearchDialog extends HTMLElement {
  #dialog = this.#piece('dialog');
  #input = this.#piece('input');
  #status = this.#piece('[role=status]');
  #kinds = this.#piece('.pb-search-kinds');
  #results = this.#piece('.pb-search-results');
  #pagefind: Promise<Pagefind> | undefined;
  #kind: string | undefined;
  #turn = 0;

  connectedCallback(): void {
    const opener = this.#piece('[data-open-modal]');
    opener.hidden = false;
    opener.addEventListener('click', () => this.#open());
    this.#input.addEventListener('input', () => void this.#search());
    this.#dialog.addEventListener('click', (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    // A link into the page that is open already does not load a page.
    this.#results.addEventListener('click', () => this.#dialog.close());
    this.#dialog.addEventListener('keydown', (event) => this.#move(event));
    document.addEventListener('keydown', (event) => {
      const typing = (event.target as Element).closest('input, textarea, select');
      const asked = ((event.ctrlKey || event.metaKey) && event.key === 'k') || (event.key === '/' && !typing);
      if (!asked || this.#dialog.open) return;
      event.preventDefault();
      this.#open();
    });
  }

  #open(): void {
    this.#pagefind ??= loadPagefind();
    this.#kind = undefined;
    this.#dialog.showModal();
    this.#input.select();
  }

  async #search(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    if (turn !== this.#turn) return;
    const query = this.#input.value.trim();
    const answer = query ? await (await this.#pagefind)?.search(query, this.#kind) : undefined;
    if (turn !== this.#turn) return;
    this.#showKinds(answer?.kinds ?? {});
    const found = await Promise.all((answer?.results ?? []).slice(0, SHOWN).map((result) => result.data()));
    if (turn !== this.#turn) return;
    this.#results.replaceChildren(...found.map(resultItem));
    const total = answer?.results.length ?? 0;
    this.#status.textContent = query ? (total === 0 ? 'No results' : counted(total, 'result')) : '';
  }

  /** One button a kind that has results; the chosen one narrows them. */
  #showKinds(counts: Readonly<Record<string, number>>): void {
    const names = Object.keys(counts)
      .filter((kind) => counts[kind] || kind === this.#kind)
      .sort((a, b) => Number(FIRST.test(b)) - Number(FIRST.test(a)));
    this.#kinds.replaceChildren(
      ...names.map((kind) => {
        const choose = () => {
          this.#kind = this.#kind === kind ? undefined : kind;
          void this.#search();
        };
        const chip = button(`${kind} ${counts[kind] ?? 0}`, choose, 'quiet');
        chip.setAttribute('aria-pressed', `${this.#kind === kind}`);
        return chip;
      }),
    );
  }

  /** Up and down go through the results, from the field and back to it. */
  #move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops: HTMLElement[] = [this.#input, ...this.#results.querySelectorAll('a')];
    const at = stops.findIndex((stop) => stop.matches(':focus'));
    event.preventDefault();
    stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
  }

  #piece<Name extends keyof HTMLElementTagNameMap>(selector: Name): HTMLElementTagNameMap[Name];
  #piece(selector: string): HTMLElement;
  #piece(selector: string): HTMLElement {
    const found = this.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`The search dialog has no ${selector}`);
    return found;
  }
}

function resultItem({ url, meta, excerpt }: Found): HTMLElement {
  return h(
    'li',
    {},
    h(
      'a',
      { href: url },
      h(
        'span',
        { class: 'pb-mode-name' },
        meta.title,
        h('span', { class: 'pb-badge' }, meta.kind ?? 'Page'),
        meta.severity && h('span', { class: 'pb-badge', 'data-tone': meta.severity }, meta.severity),
      ),
      h('span', { class: 'pb-muted' }, ...excerpt),
    ),
  );
}

customElements.define('playbook-search', SearchDialog);
