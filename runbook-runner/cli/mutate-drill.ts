// Tries every mutant of one drill: the drill itself first, for what fails as it is proves nothing.
import type { Lane } from '../compose/lane.ts';
import type { DrillResult } from '../core/orders.ts';
import type { Context } from './context.ts';
import { inLane } from './drill-lanes.ts';

export interface Mutated {
  readonly drill: string;
  readonly mutant: string;
  readonly outcome: 'noticed' | 'survived' | 'error';
  /** Why the drill failed, or that it did not. */
  readonly reason: string;
}

type Names = Awaited<ReturnType<Lane['runner']['drillMutants']>>;

/** The shortest patience with a mutant: a consumer needs that long to show what it does. */
const LEAST_PATIENCE_MS = 4_000;

export async function mutateDrill(context: Context, drill: string): Promise<Mutated[]> {
  let left: Names = [];
  let patienceMs = LEAST_PATIENCE_MS;
  const tried = await inLane(context, 'dropped', async ({ runner }) => {
    const result = await runner.drill(drill, { actor: runner.owner, signal: context.signal });
    if (result.status !== 'pass') {
      const reason = `It must pass as it is: ${result.reason}`;
      return [{ drill, mutant: 'none', outcome: 'error', reason } as const];
    }
    patienceMs = Math.max(LEAST_PATIENCE_MS, 3 * longestWait(result));
    left = await runner.drillMutants(drill);
    return [];
  });
  const results: Mutated[] = [...tried];
  while (left.length > 0 && !context.signal.aborted) {
    await inLane(context, 'dropped', async ({ runner }) => {
      // A lane serves until a mutant has spoiled its sandbox.
      for (let spoiled = false; left[0] && !spoiled; left = left.slice(1)) {
        const [{ name, what, spoils }] = left;
        context.terminal.progress(`${drill}: ${what} …`);
        const given = { actor: runner.owner, signal: context.signal, mutant: name, patienceMs };
        results.push(judged(drill, what, await runner.drill(drill, given)));
        spoiled = spoils;
      }
    });
  }
  return results;
}

/** A mutant gets three times as long as the runbook itself ever took. */
function longestWait({ timeline }: DrillResult): number {
  return Math.max(0, ...timeline.map(({ atMs }, index) => atMs - (timeline[index - 1]?.atMs ?? 0)));
}

function judged(drill: string, mutant: string, { status, reason, part }: DrillResult): Mutated {
  if (status === 'pass')
    return { drill, mutant, outcome: 'survived', reason: 'The drill passed all the same.' };
  // A sandbox that failed has noticed nothing.
  const outcome = part === 'sandbox' ? 'error' : 'noticed';
  return { drill, mutant, outcome, reason: reason ?? status };
}
