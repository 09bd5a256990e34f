// Secrets that are good for one request, such as signatures: many, so found by their beginning, and soon forgotten.
import { variantsOf } from './secret-variants.ts';

/** More than all workers can have in flight, with the samples of their checks. */
const REMEMBERED = 4_096;

/** Shorter forms are not looked for. */
const BEGINNING = 12;

export class PassingSecrets {
  /** Forms by their first characters. */
  readonly #forms = new Map<string, Set<string>>();
  readonly #order = new Set<string>();

  get none(): boolean {
    return this.#order.size === 0;
  }

  add(secret: string): void {
    if (this.#order.has(secret)) return;
    this.#order.add(secret);
    for (const form of variantsOf(secret, BEGINNING)) {
      const beginning = form.slice(0, BEGINNING);
      const alike = this.#forms.get(beginning);
      if (alike) alike.add(form);
      else this.#forms.set(beginning, new Set([form]));
    }
    const [oldest] = this.#order;
    if (this.#order.size > REMEMBERED && oldest !== undefined) this.#forget(oldest);
  }

  /** The text with each of them replaced; the whole of it is looked through only when there are any. */
  replace(text: string, placeholder: string): string {
    if (this.#forms.size === 0 || text.length < BEGINNING) return text;
    let made = '';
    let copied = 0;
    for (let index = 0; index + BEGINNING <= text.length; ) {
      const length = this.#lengthAt(text, index);
      if (length > 0) {
        made += text.slice(copied, index) + placeholder;
        copied = index + length;
      }
      index += length || 1;
    }
    return made + text.slice(copied);
  }

  /** Length of the longest form that stands here, or of its stump where the text ends; 0 for none. */
  #lengthAt(text: string, index: number): number {
    const forms = this.#forms.get(text.slice(index, index + BEGINNING));
    let longest = 0;
    for (const form of forms ?? []) {
      const here = text.slice(index, index + form.length);
      if (here.length > longest && form.startsWith(here)) longest = here.length;
    }
    return longest;
  }

  #forget(secret: string): void {
    this.#order.delete(secret);
    for (const form of variantsOf(secret, BEGINNING)) {
      const beginning = form.slice(0, BEGINNING);
      const alike = this.#forms.get(beginning);
      alike?.delete(form);
      if (alike?.size === 0) this.#forms.delete(beginning);
    }
  }
}
