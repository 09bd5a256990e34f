// 1,000 different checks at the declared cap, every record committed: against the bare script at as many connections.
import { absolute, type Figure, ratio } from './support/figure.ts';
import { makeFixture } from './support/fixture.ts';
import { startUpstream } from './support/run-upstream.ts';
import { race } from './support/timing.ts';

const CHECKS = 1_000;
const CONNECTIONS = 16;
const TURNS = 7;

export async function manyChecks(): Promise<readonly Figure[]> {
  const upstream = await startUpstream();
  const fixture = makeFixture(upstream.state, CHECKS);
  const url = `${upstream.url}/charge`;
  try {
    const medians = race(
      [
        {
          name: 'bare',
          command: [
            process.execPath,
            fixture.bare,
            url,
            fixture.schemaFile,
            String(CHECKS),
            String(CONNECTIONS),
          ],
        },
        {
          name: 'playbook',
          command: [process.execPath, fixture.program, 'check', '--all'],
          env: { PLAYBOOK_HOME: fixture.home },
        },
      ],
      TURNS,
    );
    const [bare = Number.NaN, ours = Number.NaN] = [medians.get('bare'), medians.get('playbook')];
    return [
      absolute(`bare script, ${CHECKS} requests, ${CONNECTIONS} connections`, bare),
      absolute(`playbook check --all, ${CHECKS} checks, cap ${CONNECTIONS}`, ours),
      ratio('playbook ÷ bare', ours / bare, 1.2),
    ];
  } finally {
    fixture.close();
    upstream.close();
  }
}
