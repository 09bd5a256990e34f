// A list that grows a moment late: what is replaced at once by a result is never laid out, so the result shows sooner.
export class LateList {
  readonly #list: HTMLElement;
  #waiting: (() => HTMLElement)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  add(item: () => HTMLElement): void {
    this.#waiting.push(item);
    this.#timer ??= setTimeout(() => {
      this.#list.append(...this.#waiting.map((make) => make()));
      this.#waiting = [];
      this.#timer = undefined;
    }, 50);
  }

  /** Forgets what was not shown yet. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }
}
