// Owns what is drawn from the seed of the test data: numbers and test secrets, the same for the same seed.
import { createHash } from 'node:crypto';

export { seededRandom } from '../fault-proxy/kinds/shared/random.ts';

/** A text of `length` hexadecimal digits, at most 64, that depends on the seed and the label only. */
export function seededHex(seed: number, label: string, length: number): string {
  return createHash('sha256').update(`${seed}:${label}`).digest('hex').slice(0, length);
}
