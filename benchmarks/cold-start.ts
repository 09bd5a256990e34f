// One check from the command line, cold: against the bare script and against Node alone.
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { absolute, type Figure, ratio } from './support/figure.ts';
import { makeFixture } from './support/fixture.ts';
import { startUpstream } from './support/run-upstream.ts';
import { type Contestant, race } from './support/timing.ts';

const TURNS = 15;

export async function coldStart(): Promise<readonly Figure[]> {
  const upstream = await startUpstream();
  const fixture = makeFixture(upstream.state, 60);
  const env = { PLAYBOOK_HOME: fixture.home };
  const command = [process.execPath, fixture.program, 'check', 'bench-1'];
  const forgetCode = () => rmSync(join(fixture.home, 'compile-cache'), { recursive: true, force: true });
  const edited = join(fixture.root, 'src/content/checks/bench-2.yaml');
  const edit = () => appendFileSync(edited, '# edited\n');
  const bare: Contestant = {
    name: 'bare',
    command: [process.execPath, fixture.bare, `${upstream.url}/charge`, fixture.schemaFile],
  };
  const node: Contestant = { name: 'node', command: [process.execPath, '-e', '0'] };
  try {
    const warm = race([node, bare, { name: 'warm', command, env }], TURNS);
    const first = race(
      [
        bare,
        { name: 'first', command, env, before: forgetCode },
        { name: 'edited', command, env, before: edit },
      ],
      TURNS,
    );
    return figures(warm, first);
  } finally {
    fixture.close();
    upstream.close();
  }
}

function figures(warm: ReadonlyMap<string, number>, first: ReadonlyMap<string, number>): Figure[] {
  const of = (medians: ReadonlyMap<string, number>, name: string) => medians.get(name) ?? Number.NaN;
  return [
    absolute('node -e 0', of(warm, 'node')),
    absolute('bare undici + ajv script', of(warm, 'bare')),
    absolute('playbook check, warm', of(warm, 'warm')),
    absolute('playbook check, first run', of(first, 'first')),
    ratio('warm ÷ bare', of(warm, 'warm') / of(warm, 'bare'), 0.9),
    ratio('first run ÷ bare', of(first, 'first') / of(first, 'bare'), 1.2),
    { name: 'after an edit ÷ bare', value: `${(of(first, 'edited') / of(first, 'bare')).toFixed(2)} ×` },
    { name: 'warm ÷ node -e 0', value: `${(of(warm, 'warm') / of(warm, 'node')).toFixed(2)} ×` },
  ];
}
