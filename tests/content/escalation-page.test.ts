// The escalation page tells people what the YAML tells the runner: severities, levels, handovers.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { EscalationPolicy, SeverityMatrix, Team } from '../../runbook-runner/playbook/schema/people.ts';

const content = new URL('../../src/content/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, content), 'utf8');
const page = read('docs/escalation/index.mdx');

const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('*', '').trim()),
  );
/** The row of a table that begins with this cell. */
const row = (first: string): readonly string[] => rows.find((cells) => cells[0] === first) ?? [];

const teamName = (id: string): string => Team.parse(parse(read(`teams/${id}.yaml`))).name;

describe('the severity matrix on the page', () => {
  const words = { none: 'nobody', some: 'some', most: 'most', all: 'all' } as const;
  const order = ['none', 'some', 'most', 'all'] as const;
  const { cells } = SeverityMatrix.parse(parse(read('severity.yaml')));

  test('severity.yaml gives every pair once', () => {
    expect(new Set(cells.map((cell) => `${cell.customers} ${cell.internal}`)).size).toBe(16);
    expect(cells).toHaveLength(16);
  });

  test.each(cells)('customers $customers, internal $internal: $severity', (cell) => {
    expect(row(words[cell.customers])[order.indexOf(cell.internal) + 1]).toBe(cell.severity);
  });
});

describe('the escalation levels on the page', () => {
  const columns = ['sev1', 'sev2'];
  const when = (text: string): string => (text === '0m' ? 'at once' : text.replace(/m$/, ' minutes'));

  test.each(columns)('%s names a new team or the vendor at each level of its policy', (id) => {
    const policy = EscalationPolicy.parse(parse(read(`policies/${id}.yaml`)));
    const column = columns.indexOf(id) + 1;
    const known = new Set<string>();
    for (const level of policy.levels) {
      const cell = row(when(level.after.text))[column] ?? '';
      expect(cell, level.after.text).not.toBe('');
      for (const team of level.notify.filter((one) => !known.has(one)))
        expect(cell).toContain(teamName(team));
      for (const team of level.notify) known.add(team);
    }
    if (policy.vendor)
      expect(row(when(policy.vendor.after.text))[column]).toContain('ticket with the vendor');
  });
});

test('every policy of a severity calls our people as the first of that severity does', () => {
  for (const file of readdirSync(new URL('policies/', content))) {
    const { severity, levels } = EscalationPolicy.parse(parse(read(`policies/${file}`)));
    const first = EscalationPolicy.parse(parse(read(`policies/${severity}.yaml`)));
    expect(levels, file).toEqual(first.levels);
  }
});

test('every rota hands over on the day and hour that the page tells', () => {
  const days = { mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday' };
  for (const file of readdirSync(new URL('teams/', content))) {
    const team = Team.parse(parse(read(`teams/${file}`)));
    const [day = '', hour] = team.rota?.handover.split(' ') ?? [];
    const name = days[day as keyof typeof days];
    expect(page.replaceAll('\n', ' ')).toMatch(new RegExp(`${team.name}[^.]* on ${name} at ${hour}`));
  }
});
