import { describe, expect, test } from 'vitest';
import { aPage, aPlaybook, aTabletop } from '../support/playbook.ts';
import { ADA, exchange, fail, pass } from '../support/world.ts';
import { drillWorld } from './support.ts';

const beside = drillWorld();
const { drill, expectClean } = beside;

describe('safety', () => {
  test('an environment "sandbox" that is a real upstream is refused before anything is sent', async () => {
    const playbook = aPlaybook();
    const page = playbook.integrations.get('upstream');
    const environments = {
      sandbox: { baseUrl: 'https://api.upstream.example', credentials: {}, readOnly: false },
    };
    const next = { ...page, integration: { ...page?.integration, environments } } as never;
    beside.world.script.playbook = { ...playbook, integrations: new Map([['upstream', next]]) };
    const result = await drill();
    expect(result).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/"sandbox" of upstream is not in the sandbox/),
    });
    expect([...beside.world.script.probed, ...beside.world.script.done]).toEqual([]);
  });

  test('a sandbox that dies in the middle ends the drill at once, and says so', async () => {
    const { script } = beside.world;
    script.probe.flow = () => {
      if (!script.faults?.size) return pass;
      script.faults = undefined;
      return fail;
    };
    const began = performance.now();
    const result = await drill();
    expect(result).toMatchObject({ status: 'error', part: 'sandbox' });
    expect(result.reason).toMatch(/sandbox ended in the middle of the drill/);
    expect(result.reason).not.toContain('may still be disturbed');
    expect(result.timeline).toContainEqual(expect.objectContaining({ event: 'clear', outcome: 'pass' }));
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test('no sandbox is an error', async () => {
    beside.world.script.faults = undefined;
    expect(await drill()).toMatchObject({ status: 'error', reason: expect.stringMatching(/not running/) });
  });

  const notFound = {
    ...exchange,
    response: { status: 404, headers: [], body: '', bodyBytes: 0, truncated: false },
  };

  function refuseUndo(): void {
    const { script } = beside.world;
    const { deed } = script;
    script.deed = (input) => {
      const off = (input.operation as { change: string }).change === 'fallback off';
      return off ? { status: 'refused', exchange: notFound } : deed(input);
    };
  }

  test('what cannot be undone is said once, with what was answered and the way out', async () => {
    refuseUndo();
    const result = await drill();
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(
      /undo of "fallback" in step "restore" failed: PUT \S+ was answered with 404\. .* may still hold, run r-.*; undo it: npm run -s playbook -- undo r-/,
    );
    expect(result.reason?.match(/was answered/g)).toHaveLength(1);
    expect([...(beside.world.script.faults ?? [])]).toEqual([]);
  });

  test('what could not be undone in a sandbox of its own ended with it, and asks for no undo', async () => {
    refuseUndo();
    const result = await beside.world.runner.drill('runbook-live', { ...ADA, ownSandbox: true });
    expect(result.reason).toMatch(/"fallback", run r-\S+, ended with the sandbox of this drill\.$/);
  });

  test('an action in a sandbox that died ended with it, and no undo is asked for', async () => {
    refuseUndo();
    const result = await drill(undefined, (line) => {
      if (line.event === 'act') beside.world.script.faults = undefined;
    });
    expect(result.reason).toMatch(
      /"fallback", run r-\S+, ended with the sandbox of this drill \(PUT .* 404\.\)/,
    );
    expect(result.reason).not.toMatch(/undo it|still holds/);
  });

  test('a baseline that is not green names the temporary change that still holds, and how to undo it', async () => {
    const { runner, script } = beside.world;
    const { run } = await runner.act({ ...ADA, environment: 'sandbox', action: 'fallback', dryRun: false });
    script.probe.contract = () => fail;
    const { reason } = await drill();
    expect(reason).toMatch(/not green before the fault: contract is fail/);
    expect(reason).toContain(`"fallback" may still hold there; undo it: npm run -s playbook -- undo ${run}.`);
    const own = await runner.drill('runbook-live', { ...ADA, ownSandbox: true });
    expect(own.reason).not.toContain('may still hold');
  });

  test('an interrupted drill takes everything back all the same', async () => {
    const stop = new AbortController();
    const result = await drill(stop.signal, (line) => line.event === 'act' && stop.abort());
    expect(result.status).toBe('error');
    expectClean();
    expect(beside.world.script.done).toEqual(['fallback on', 'fallback off']);
    expect(await beside.world.runner.run(result.run)).toMatchObject({ state: 'interrupted' });
  });

  test('a tabletop exercise is not run', async () => {
    const page = { ...aPage('drills/talk'), drill: aTabletop };
    beside.world.script.playbook = aPlaybook({ drills: new Map([['talk', page]]) });
    await expect(beside.world.runner.drill('talk', ADA)).rejects.toMatchObject({ code: 'usage' });
    await expect(beside.world.runner.drill('tolk', ADA)).rejects.toMatchObject({
      code: 'unknown_drill',
      hint: 'Did you mean "talk"?',
    });
  });
});
