// 1,000 different checks, every record committed, against the bare script at as many connections: at the program's default of
// requests at once to a host, and at 16, which an integration may declare.
import { absolute, type Figure, ratio } from './support/figure.ts';
import { makeFixture } from './support/fixture.ts';
import { startUpstream } from './support/run-upstream.ts';
import { race } from './support/timing.ts';

const CHECKS = 1_000;
const TURNS = 7;

interface Cap {
  readonly connections: number;
  /** What the integration declares; nothing for the default. */
  readonly declared: number | undefined;
  readonly target: number;
}

const CAPS: readonly Cap[] = [
  { connections: 4, declared: undefined, target: 1.5 },
  { connections: 16, declared: 16, target: 1.2 },
];

export async function manyChecks(): Promise<readonly Figure[]> {
  const upstream = await startUpstream();
  try {
    return CAPS.flatMap((cap) => manyAt(cap, `${upstream.url}/charge`, upstream.state));
  } finally {
    upstream.close();
  }
}

function manyAt({ connections, declared, target }: Cap, url: string, state: unknown): readonly Figure[] {
  const fixture = makeFixture(state, CHECKS, { concurrency: declared });
  const { bare: script, schemaFile, program, home } = fixture;
  try {
    const medians = race(
      [
        {
          name: 'bare',
          command: [process.execPath, script, url, schemaFile, String(CHECKS), String(connections)],
        },
        {
          name: 'playbook',
          command: [process.execPath, program, 'check', '--all'],
          env: { PLAYBOOK_HOME: home },
        },
      ],
      TURNS,
    );
    const [bare = Number.NaN, ours = Number.NaN] = [medians.get('bare'), medians.get('playbook')];
    const cap = declared === undefined ? `default cap ${connections}` : `cap ${connections}`;
    return [
      absolute(`bare script, ${CHECKS} requests, ${connections} connections`, bare),
      absolute(`playbook check --all, ${CHECKS} checks, ${cap}`, ours),
      ratio(`playbook ÷ bare, ${cap}`, ours / bare, target),
    ];
  } finally {
    fixture.close();
  }
}
