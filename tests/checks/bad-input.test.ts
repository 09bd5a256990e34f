// The table of bad input: every kind × every row, none empty; each a precise result in its deadline, and never a pass.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkKinds } from '../../runbook-runner/checks/registry.ts';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { makeCertificates } from '../support/certificates.ts';
import { closedAfterEach } from '../support/servers.ts';
import {
  type Cell,
  type Certificates,
  KIND_CASES,
  type KindCases,
  OTHER_ROWS,
  type Shown,
} from './bad-input-kinds.ts';
import { BAD_ANSWERS, type BadAnswer } from './bad-input-servers.ts';
import { runCheck } from './support.ts';

const DEADLINE_MS = 800;
/** What a crowded machine may add to a deadline. */
const SLACK_MS = 2_000;

let made: Certificates;
beforeAll(async () => {
  made = await makeCertificates();
});
const keep = closedAfterEach();

const table = new Map<string, string>();
const key = (kind: string, row: string) => `${kind} | ${row}`;

/** The verdict, and the first thing that tells why. */
function told(shown: Shown): { verdict: string; why: string } {
  if ('refused' in shown) return { verdict: 'refused', why: shown.refused };
  const broken = shown.assertions.find(({ outcome }) => outcome !== 'pass');
  const cls = shown.problem?.class ?? [broken?.assertion, broken?.code].filter(Boolean).join(' ');
  const text = shown.problem?.message ?? broken?.detail ?? '';
  return { verdict: verdictOf(shown), why: text === '' ? '' : `${cls}: ${text}` };
}

async function fill(kind: string, row: string, cell: Cell): Promise<{ verdict: string; why: string }> {
  if (typeof cell === 'string') {
    table.set(key(kind, row), cell);
    return { verdict: 'n/a', why: cell };
  }
  const shown = told(await cell({ made, keep }));
  table.set(key(kind, row), [shown.verdict, shown.why.slice(0, 70)].filter(Boolean).join('  '));
  return shown;
}

const NOT_SEEN: Readonly<Record<KindCases['reads'], readonly BadAnswer['seenBy'][]>> = {
  'the body': [],
  'the answer': ['readers of the body'],
  'the handshake': ['readers of the body', 'readers of the answer'],
  'no HTTP': ['readers of the body', 'readers of the answer', 'all that shake hands'],
};

function answered(kind: string, cases: KindCases, bad: BadAnswer): Cell {
  if (NOT_SEEN[cases.reads].includes(bad.seenBy)) return `n/a: it reads ${cases.reads}`;
  const { asks } = cases;
  if (!asks) return '';
  return async () => {
    const { url } = await keep(bad.serve(made));
    const world = { ca: [made.ca], ...asks.world, deadlineMs: DEADLINE_MS };
    return runCheck(kind, asks.definition, url, world);
  };
}

test('every registered kind has its cases, and no other', () => {
  expect(Object.keys(KIND_CASES).sort()).toEqual([...checkKinds.keys()].sort());
});

describe.each(
  [...checkKinds.keys()].flatMap((kind) => (KIND_CASES[kind] ? [[kind, KIND_CASES[kind]] as const] : [])),
)('%s', (kind, cases) => {
  test.each(['pass', 'fail', 'error'] as const)('can %s', async (verdict) => {
    const shown = await fill(kind, verdict, cases[verdict]);
    expect(shown.verdict, shown.why).toBe(verdict);
  });

  const all: [string, Cell][] = [
    ...BAD_ANSWERS.map((bad): [string, Cell] => [bad.name, answered(kind, cases, bad)]),
    ...OTHER_ROWS.map((row): [string, Cell] => [row, cases.rows[row]]),
  ];
  test.each(all)('%s', async (row, cell) => {
    const begin = performance.now();
    const { verdict, why } = await fill(kind, row, cell);
    expect(['fail', 'error', 'refused', 'n/a']).toContain(verdict);
    expect(why).toMatch(/^n\/a: \S|^[^ ].{8,}/s);
    expect(why).not.toMatch(/internal/);
    if (!row.includes('$ref')) expect(performance.now() - begin).toBeLessThan(DEADLINE_MS + SLACK_MS);
  });
});

afterAll(() => {
  const rows = ['pass', 'fail', 'error', ...BAD_ANSWERS.map(({ name }) => name), ...OTHER_ROWS];
  const lines = rows.flatMap((row) => [
    `\n${row}`,
    ...[...checkKinds.keys()].map((kind) => `  ${kind.padEnd(14)} ${table.get(key(kind, row)) ?? 'EMPTY'}`),
  ]);
  process.stdout.write(`Bad input, by row and kind\n${lines.join('\n')}\n`);
  expect([...checkKinds.keys()].flatMap((kind) => rows.filter((row) => !table.get(key(kind, row))))).toEqual(
    [],
  );
});
