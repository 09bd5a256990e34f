import { beforeEach, describe, expect, test } from 'vitest';
import type { KindOutcome } from '../../../runbook-runner/ports/result.ts';
import { aPlaybook } from '../support/playbook.ts';
import { exchange, fail, pass } from '../support/world.ts';
import { drillWorld } from './support.ts';

const beside = drillWorld();

/** The consumer tells its configuration, and how long it takes. */
function tells(settings: object, revision: number, ms = 10): KindOutcome {
  const body = JSON.stringify({ revision, config: settings });
  const response = { status: 200, headers: [], body, bodyBytes: body.length, truncated: false };
  const latency = {
    ...{ samples: [ms], p50Ms: ms, p95Ms: ms, p99Ms: ms, errorRate: 0 },
    ...{ connections: 'warm' as const, reused: 1, phases: {} },
  };
  return { ...pass, latency, exchange: { ...exchange, response } };
}

function flowShows(after: KindOutcome): void {
  const { script } = beside.world;
  script.probe.flow = () => {
    if (script.done.includes('fallback off')) return after;
    return script.faults?.size && !beside.cached() ? fail : tells({ fallback: false }, 1);
  };
}

beforeEach(() => {
  const playbook = aPlaybook();
  const integrations = [...playbook.integrations].map(([id, page]) => {
    const configuration = { check: 'flow', revision: 'revision', settings: 'config' };
    const baseline = { ...page.integration.baseline, configuration };
    return [id, { ...page, integration: { ...page.integration, baseline } }] as const;
  });
  beside.world.script.playbook = { ...playbook, integrations: new Map(integrations) };
});

describe('after the undo, the baseline checks', () => {
  test('find the same settings under another revision: it passes', async () => {
    flowShows(tells({ fallback: false }, 3));
    expect(await beside.drill()).toMatchObject({ status: 'pass', reason: undefined });
  });

  test.each([
    ['another setting', tells({ fallback: true }, 3), 'revision 3: fallback was false, is true now'],
    ['a slower answer', tells({ fallback: false }, 3, 900), 'p50 of flow: 10 ms before, 900 ms now'],
    ['no configuration', pass, 'configuration of flow: revision 1 before, not measured now'],
  ])('find %s: it fails with what differs', async (_, after, reason) => {
    flowShows(after);
    const result = await beside.drill();
    expect(result).toMatchObject({ status: 'fail', part: 'baseline' });
    expect(result.reason).toContain(reason);
  });
});
