// How one kind of check runs, for who runs such a check: that of most checks is loaded alone and without schemas, since
// the other kinds take as long again.
import { erasedProbing, type Probing } from './kind.ts';

export async function probingOf(kind: string): Promise<Probing | undefined> {
  if (kind === 'http') return erasedProbing((await import('./request/http-probing.ts')).httpProbing);
  return (await import('./registry.ts')).checkKinds.get(kind);
}
