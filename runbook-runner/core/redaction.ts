// The one sink: every value that leaves the core passes here, and known secrets don't, in any usual encoding.
import { SHORTEST_SECRET } from '../ports/secrets.ts';
import { isName, WORDS } from './own-words.ts';
import { PassingSecrets } from './passing-secrets.ts';
import { variantsOf } from './secret-variants.ts';

export const PLACEHOLDER = '[redacted]';

/** A cut text may end in the beginning of a secret; from this length on it is taken out too. */
const SHORTEST_STUMP = 8;

/** Headers whose value is a secret, whoever made it. */
const SENSITIVE_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-auth-token',
]);

export interface Redactor {
  /** Adds a secret; of one shorter than 6 characters nothing is hidden. */
  add(secret: string): void;
  /** Adds a secret that is good for one request; only the last 4,096 of those are hidden. */
  addPassing(secret: string): void;
  /** Adds ids of the playbook: each stays whole where it stands alone, whatever secrets there are. */
  keep(ids: Iterable<string>): void;
  /** The value without secrets: strings, keys and sensitive headers, at any depth. The input is not changed. */
  redact<T>(value: T): T;
  text(text: string): string;
  /** The same value, and it as JSON; for values that JSON can hold whole. */
  written<T>(value: T): Written<T>;
}

export interface Written<T> {
  readonly value: T;
  readonly text: string;
}

const escapeForRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

const anyOf = (texts: readonly string[], flags = '') =>
  new RegExp(texts.map(escapeForRegExp).join('|'), flags);

/**
 * What is taken out of a value whatever secrets are known, as it shows in JSON: lone surrogates, and telling headers whose
 * value still stands there. Evidence comes without the value of the credential that was sent.
 */
const ALWAYS = new RegExp(
  `\\\\ud[89a-f]|\\["(?:${[...SENSITIVE_HEADERS].join('|')})",(?!"${escapeForRegExp(PLACEHOLDER)}"\\])`,
  'i',
);

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

const OWN = { enumerable: true, configurable: true, writable: true } as const;

class ValueRedactor implements Redactor {
  readonly #secrets = new Set<string>();
  readonly #passing = new PassingSecrets();
  readonly #ids = new Set<string>();
  #variants: string[] = [];
  #pattern: RegExp | undefined;
  /** The beginnings of every variant; a cheap look at the end of a text before the thorough one. */
  #stumps: RegExp | undefined;
  /** The same beginnings as they show in JSON. */
  #stumpsInJson: RegExp | undefined;
  /** Values that this redactor made since the last new secret: they need no second pass. */
  #clean = new WeakSet<object>();

  add(secret: string): void {
    if (secret.length < SHORTEST_SECRET || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    const variants = new Set([...this.#variants, ...variantsOf(secret, SHORTEST_SECRET)]);
    this.#variants = [...variants].sort((a, b) => b.length - a.length);
    this.#pattern = anyOf(this.#variants, 'g');
    // Most forms of a secret begin alike.
    const stumps = [...new Set(this.#variants.map((variant) => variant.slice(0, SHORTEST_STUMP)))];
    this.#stumps = anyOf(stumps);
    this.#stumpsInJson = anyOf(stumps.map(inJson));
    this.#clean = new WeakSet();
  }

  addPassing(secret: string): void {
    this.#passing.add(secret);
    this.#clean = new WeakSet();
  }

  keep(ids: Iterable<string>): void {
    for (const id of ids) this.#ids.add(id);
  }

  text(text: string): string {
    if (WORDS.has(text) || this.#ids.has(text)) return text;
    const whole = this.#passing.replace(text.toWellFormed(), PLACEHOLDER);
    if (this.#pattern === undefined || whole.length < SHORTEST_SECRET) return whole;
    return this.#withoutStump(whole.replace(this.#pattern, PLACEHOLDER));
  }

  redact<T>(value: T): T {
    const made = this.#walk(value);
    // Whole results come here again, inside their records; their parts never do alone.
    if (typeof made === 'object' && made !== null) this.#clean.add(made);
    return made as T;
  }

  /** Most values hold no secret: one look at their text shows it, and they need not be taken apart. */
  written<T>(value: T): Written<T> {
    const text = JSON.stringify(value);
    if (!this.#passing.none || ALWAYS.test(text) || this.#stumpsInJson?.test(text)) {
      const made = this.redact(value);
      return { value: made, text: JSON.stringify(made) };
    }
    if (typeof value === 'object' && value !== null) this.#clean.add(value);
    return { value, text };
  }

  #withoutStump(text: string): string {
    const longest = this.#variants[0]?.length ?? 0;
    if (!this.#stumps?.test(text.slice(-longest))) return text;
    for (const variant of this.#variants) {
      for (let length = Math.min(variant.length - 1, text.length); length >= SHORTEST_STUMP; length -= 1) {
        if (text.endsWith(variant.slice(0, length))) return text.slice(0, -length) + PLACEHOLDER;
      }
    }
    return text;
  }

  #walk(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null || this.#clean.has(value)) return value;
    return Array.isArray(value) ? this.#list(value) : this.#members(value);
  }

  #list(list: readonly unknown[]): unknown[] {
    const [name, value] = list;
    if (list.length === 2 && typeof name === 'string' && SENSITIVE_HEADERS.has(name.toLowerCase())) {
      return [name, typeof value === 'string' && value !== '' ? PLACEHOLDER : this.#walk(value)];
    }
    return list.map((one) => this.#walk(one));
  }

  #members(value: object): object {
    if (value instanceof Date) return value;
    const made: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const name = isName(key) ? key : this.text(key);
      const clean = this.#walk(Reflect.get(value, key));
      // Assigned, this one name would set the prototype and be lost.
      if (name === '__proto__') Object.defineProperty(made, name, { ...OWN, value: clean });
      else made[name] = clean;
    }
    return made;
  }
}

/** A redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  return new ValueRedactor();
}
