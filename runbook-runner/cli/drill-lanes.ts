// Several drills at once, each with a sandbox of its own; told in their order.
import { type Lane, openLane } from '../compose/lane.ts';
import type { DrillResult } from '../core/orders.ts';
import type { Context } from './context.ts';
import { inOrder } from './in-order.ts';
import { drillLines, timelineLine } from './render-drill.ts';

interface Options {
  readonly jobs: number;
  readonly json?: boolean | undefined;
}

/** Does the work in a lane that is closed whatever becomes of it. */
export async function inLane<Result>(
  { root, environment, signal }: Context,
  records: 'kept' | 'dropped',
  work: (lane: Lane) => Promise<Result>,
): Promise<Result> {
  const lane = await openLane(root, environment, { signal, records });
  try {
    return await work(lane);
  } finally {
    await lane.close();
  }
}

export async function drillsInLanes(
  context: Context,
  ids: readonly string[],
  { jobs, json }: Options,
): Promise<DrillResult[]> {
  const { terminal, signal } = context;
  const results: DrillResult[] = [];
  const running = new Set<string>();
  const progress = () => terminal.progress(running.size > 0 ? `${[...running].join(', ')} …` : '');
  const one = async (id: string) => {
    running.add(id);
    progress();
    try {
      return await inLane(context, 'kept', ({ runner }) =>
        runner.drill(id, { actor: runner.owner, signal, ownSandbox: true }),
      );
    } finally {
      running.delete(id);
      progress();
    }
  };
  await inOrder(ids, { width: jobs, signal }, one, (result) => {
    results.push(result);
    if (json) return;
    terminal.out(terminal.paint('bold', result.drill));
    for (const line of result.timeline) terminal.out(timelineLine(terminal.paint, line));
    for (const line of drillLines(terminal.paint, result)) terminal.out(line);
  });
  signal.throwIfAborted();
  return results;
}
