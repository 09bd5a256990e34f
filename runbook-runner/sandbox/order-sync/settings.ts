// Owns order-sync's configuration as numbered revisions. A revision never changes.
import { mergePatch } from '../../ports/merge-patch.ts';
import { Config, INITIAL } from './config.ts';
import { changesBetween, inWords } from './config-changes.ts';
import { type Located, locate } from './located.ts';

export interface Revision {
  readonly revision: number;
  readonly at: string;
  /** What was asked for, in a few words. */
  readonly change: string;
  readonly config: Config;
}

export type Changed =
  | { readonly ok: true; readonly revision: Revision }
  | { readonly ok: false; readonly errors: readonly Located[] };

export class Settings {
  readonly #revisions: Revision[] = [{ revision: 1, at: now(), change: 'start', config: INITIAL }];
  readonly #onChange: (revision: Revision) => void;

  constructor(onChange: (revision: Revision) => void) {
    this.#onChange = onChange;
  }

  get current(): Revision {
    const current = this.#revisions.at(-1);
    if (current === undefined) throw new Error('There is always a first revision.');
    return current;
  }

  get all(): readonly Revision[] {
    return [...this.#revisions];
  }

  find(revision: number): Revision | undefined {
    return this.#revisions.find((known) => known.revision === revision);
  }

  /** Makes a new revision by a merge patch (RFC 7396), or tells where the result would not be a configuration. */
  patch(patch: unknown, change?: string): Changed {
    const { config } = this.current;
    const patched = Config.safeParse(mergePatch(config, patch));
    if (!patched.success) return { ok: false, errors: locate(patched.error) };
    const words = change ?? inWords(changesBetween(config, patched.data));
    return { ok: true, revision: this.#add(words, patched.data) };
  }

  /** Makes a new revision with the configuration of an earlier one. */
  rollBack(to: Revision): Revision {
    return this.#add(`roll back to revision ${to.revision}`, to.config);
  }

  #add(change: string, config: Config): Revision {
    const revision = { revision: this.current.revision + 1, at: now(), change, config };
    this.#revisions.push(revision);
    this.#onChange(revision);
    return revision;
  }
}

function now(): string {
  return new Date().toISOString();
}
