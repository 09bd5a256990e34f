// What a check can show in a result, as far as its kind tells.
import type { Draft } from '../draft.ts';

/** Names of the assertions that a check makes; undefined when nobody can tell, or the check itself was reported. */
export function assertionsOf(draft: Draft, check: string): readonly string[] | undefined {
  const value = draft.checks.get(check)?.value;
  return value?.kind.assertions?.(value.probe);
}
