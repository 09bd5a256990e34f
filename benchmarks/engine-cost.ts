// What a check takes of the machine: processor time beyond the start of the process, and memory of a large run.
import { atMost, type Figure } from './support/figure.ts';
import { type Fixture, makeFixture } from './support/fixture.ts';
import { startUpstream } from './support/run-upstream.ts';
import { median, usageOf } from './support/timing.ts';

const CHECKS = 1_000;
const MANY = 10_000;
const TURNS = 7;
const LARGE_TURNS = 3;

export async function engineCost(): Promise<readonly Figure[]> {
  const upstream = await startUpstream();
  const small = makeFixture(upstream.state, CHECKS);
  const large = makeFixture(upstream.state, MANY);
  try {
    const turns = Array.from({ length: TURNS + 1 }, () => {
      const one = run(small, 'bench-1').cpuMs;
      return (run(small, '--all').cpuMs - one) / (CHECKS - 1);
    });
    run(large, 'bench-1');
    const memory = Array.from({ length: LARGE_TURNS }, () => run(large, '--all').memoryMb);
    return [
      atMost(`CPU per check beyond the start, of ${CHECKS}`, median(turns.slice(1)), 0.4, 'ms', 2),
      atMost(`memory of ${MANY} checks`, median(memory), 200, 'MB'),
    ];
  } finally {
    small.close();
    large.close();
    upstream.close();
  }
}

const run = (fixture: Fixture, what: string) =>
  usageOf({
    name: `check ${what}`,
    command: [process.execPath, fixture.program, 'check', what],
    env: { PLAYBOOK_HOME: fixture.home },
  });
