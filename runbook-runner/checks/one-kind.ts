// One kind of check, for who runs such a check: that of most checks is loaded alone, since the others take as long again.
import { type CheckKind, erased } from './kind.ts';

export async function oneCheckKind(name: string): Promise<CheckKind | undefined> {
  if (name === 'http') return erased((await import('./http.ts')).httpCheck);
  return (await import('./registry.ts')).checkKinds.get(name);
}
