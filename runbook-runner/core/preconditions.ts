// What must hold before a change: each check is run now, once, and each condition looked at in its result.

import type { Change } from './change.ts';
import { runCheck } from './check.ts';
import { type Looked, lookAt } from './conditions.ts';
import type { Core } from './core.ts';

/** Every declared condition with what was seen; empty for an undo, which nothing may hold back. */
export async function lookBefore(core: Core, { kind, definition, asked }: Change): Promise<Looked[]> {
  if (kind === 'undo') return [];
  const { actor, environment, parent, step, signal } = asked;
  const ids = [...new Set(definition.preconditions.map(({ check }) => check))];
  const ran = ids.map(async (check) => {
    const order = { check, actor, environment, parent, step, signal };
    return [check, await runCheck(core, order, () => {})] as const;
  });
  const results = new Map(await Promise.all(ran));
  return definition.preconditions.flatMap((condition) => {
    const result = results.get(condition.check);
    return result === undefined ? [] : [lookAt(condition, result)];
  });
}
