import { describe, expect, test } from 'vitest';
import { PlaybookError } from '../../../runbook-runner/errors/index.ts';
import { fail, pass } from '../support/world.ts';
import { drillWorld } from './support.ts';

const beside = drillWorld();
const on = () => [...(beside.world.script.faults ?? [])];

describe('a fault that somebody else has on', () => {
  test('keeps a drill from beginning, which says which and the way out, and stays on', async () => {
    beside.world.script.faults = new Set(['other', 'more']);
    const result = await beside.drill();
    expect(result).toMatchObject({
      ...{ status: 'error', part: 'sandbox' },
      reason: expect.stringMatching(
        /disturbed already by "other", "more"; nothing was injected\. .*sandbox clear other .*sandbox clear more/,
      ),
    });
    expect(on()).toEqual(['other', 'more']);
    expect([...beside.world.script.probed, ...beside.world.script.done]).toEqual([]);
  });

  // The same one too: that it is on already would prove nothing, and its end is not the drill's to bring.
  test.each(['other', 'drift'])(
    'that began during the baseline keeps it from going on: %s',
    async (fault) => {
      const { script } = beside.world;
      const last = beside.world.script.playbook.drills.get('runbook-live')?.drill;
      const checks = last?.kind === 'live-fire' ? last.baseline : [];
      const began = ({ event, detail }: { event: string; detail: string }) =>
        event === 'baseline' && detail === checks.at(-1) && script.faults?.add(fault);
      const result = await beside.drill(undefined, began);
      expect(result).toMatchObject({
        ...{ status: 'error', part: 'sandbox' },
        reason: expect.stringMatching(`disturbed already by "${fault}"; nothing was injected`),
      });
      expect(on()).toEqual([fault]);
      expect(script.done).toEqual([]);
    },
  );

  test('that came a moment before the injection is not ended by the drill', async () => {
    const { script } = beside.world;
    script.faults = new (class extends Set<string> {
      override add(fault: string): this {
        super.add(fault);
        throw new PlaybookError('fault_active', 'Another fault is active.');
      }
    })();
    const result = await beside.drill();
    expect(result).toMatchObject({ status: 'error', part: 'sandbox' });
    expect(on()).toEqual(['drift']);
  });

  test('that began in the middle of a drill stays on after it', async () => {
    const { script } = beside.world;
    const { contract = () => fail, flow = () => fail } = script.probe;
    // It hurts nothing that this drill looks at, like a fault of another upstream.
    const unhurt = (sees: typeof contract) => (input: Parameters<typeof contract>[0]) =>
      on().join() === 'other' ? pass : sees(input);
    script.probe = { ...script.probe, contract: unhurt(contract), flow: unhurt(flow) };
    const result = await beside.drill(
      undefined,
      (line) => line.event === 'act' && script.faults?.add('other'),
    );
    expect(result).toMatchObject({ status: 'pass' });
    expect(result.timeline).toContainEqual(expect.objectContaining({ event: 'mend', detail: 'drift' }));
    expect(on()).toEqual(['other']);
  });

  test('and spoils a drill is named: the drill says nothing of the runbook then', async () => {
    const { script } = beside.world;
    const result = await beside.drill(
      undefined,
      (line) => line.event === 'act' && script.faults?.add('other'),
    );
    expect(result).toMatchObject({
      ...{ status: 'error', part: 'sandbox' },
      reason: expect.stringMatching(
        /must be pass, and was fail.*Meanwhile "other" disturbed .*sandbox clear other/,
      ),
    });
    expect(on()).toEqual(['other']);
  });

  test('and spoils the end of a drill that a person took is named in the score', async () => {
    const { script, runner } = beside.world;
    const { run } = await runner.attempts.begin('runbook-live', { actor: 'Ada' });
    script.faults?.add('other');
    const { scored } = await runner.attempts.finish(run, 'Ada');
    expect(scored?.lines.map(({ what }) => what).join('\n')).toMatch(
      /Meanwhile "other" disturbed .*clear other/,
    );
    expect(on()).toEqual(['other']);
  });
});

test('a fault that had ended by itself is no trouble', async () => {
  const { script, runner } = beside.world;
  const { run } = await runner.attempts.begin('runbook-live', { actor: 'Ada' });
  script.faults?.clear();
  const { scored } = await runner.attempts.finish(run, 'Ada');
  expect(scored?.lines).toContainEqual({ what: 'All was as before at the end', points: 20 });
});
