// How the terminal asks whether a browser may be paired: in `serve`, and in `pair`.
import type { PendingPairing } from '../compose/server.ts';
import { clean } from './shown.ts';

export function pairingQuestion({ words, label, origin }: Omit<PendingPairing, 'id' | 'expiresAt'>): string {
  const as = label === undefined ? '' : ` as ${clean(label)}`;
  return `Pair the browser at ${clean(origin)} that shows ${words}${as}? [Y/n] `;
}
