// Owns which credentials were presented to a server lately, so that a fault can tell old ones from new ones.
import type { IncomingHttpHeaders } from 'node:http';
import { credentialOf } from './kinds/shared/credential.ts';

/** More than are alive at a time; those that were presented least lately are forgotten. */
const MOST = 1_000;

export class Credentials {
  readonly #inUse = new Set<string>();

  get inUse(): ReadonlySet<string> {
    return this.#inUse;
  }

  remember(headers: IncomingHttpHeaders): void {
    const credential = credentialOf(headers);
    if (credential === undefined) return;
    this.#inUse.delete(credential);
    this.#inUse.add(credential);
    if (this.#inUse.size > MOST) for (const oldest of this.#inUse) return void this.#inUse.delete(oldest);
  }
}
