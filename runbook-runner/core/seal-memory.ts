// Remembers what each seal stood for, so that a stale page can be told what changed since it was built.
import type { Page, Playbook } from '../playbook/playbook.ts';

type Reaches = Page['reaches'];

export class SealMemory {
  readonly #reaches = new Map<string, Reaches>();
  #digest: string | undefined;

  /** False when it is the same playbook as before. */
  remember(playbook: Playbook): boolean {
    if (playbook.digest === this.#digest) return false;
    this.#digest = playbook.digest;
    for (const page of playbook.pages.values()) {
      if (page.seal !== undefined) this.#reaches.set(`${page.id} ${page.seal}`, page.reaches);
    }
    return true;
  }

  /** What the page reached under this seal; undefined when this runner never saw it. */
  recall(page: string, seal: string): Reaches | undefined {
    return this.#reaches.get(`${page} ${seal}`);
  }
}
