// A world in which a drill works: drift hurts the contract check and, unless it reads from its cache, the consumer.
import { afterEach, beforeEach, expect } from 'vitest';
import type { DrillResult } from '../../../runbook-runner/core/orders.ts';
import { aWorld, drifted, exchange, fail, pass, type World } from '../support/world.ts';

type Line = DrillResult['timeline'][number];

export function drillWorld() {
  let world: World;
  let cached: boolean;
  beforeEach(async () => {
    world = await aWorld();
    cached = false;
    const { script } = world;
    const faulty = () => (script.faults?.size ?? 0) > 0;
    script.probe.contract = () => (faulty() ? drifted : pass);
    script.probe.flow = () => (faulty() && !cached ? fail : pass);
    script.deed = ({ operation }) => {
      cached = (operation as { change: string }).change === 'fallback on';
      return { status: 'done', exchange };
    };
  });
  afterEach(() => world.end());
  return {
    get world() {
      return world;
    },
    /** Whether the consumer answers from its cache. */
    cached: () => cached,
    drill: (signal?: AbortSignal, observer?: (line: Line) => void) =>
      world.runner.drill('runbook-live', { actor: 'Ada', signal }, observer),
    /** Whatever becomes of a drill, this must hold after it. */
    expectClean(): void {
      expect([...(world.script.faults ?? [])]).toEqual([]);
      expect(cached).toBe(false);
    },
  };
}
