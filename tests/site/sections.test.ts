import { expect, test } from 'vitest';
import type { Page } from '../../runbook-runner/playbook/playbook.ts';
import { spentBySteps } from '../../src/components/lib/spent.ts';
import { destination } from '../../src/lib/destination.ts';
import { sectionsOf } from '../../src/lib/sections.ts';

const location = { file: 'x.mdx', line: 1, column: 1 };
const steps = ['confirm', 'act'].map((id) => ({ id, title: `Title of ${id}`, placements: [], location }));
const top = { depth: 1, slug: '_top', text: 'Overview', children: [] };

test('the steps of a scenario are its table of contents, numbered, with what comes after them', () => {
  const page = { scenario: {}, steps } as unknown as Page;
  const written = [top, { depth: 2, slug: 'more', text: 'More', children: [] }];
  expect(sectionsOf(page, written).map((one) => [one.slug, one.text])).toEqual([
    ['_top', 'Overview'],
    ['confirm', '1. Title of confirm'],
    ['act', '2. Title of act'],
    ['more', 'More'],
    ['rollback', 'Roll back'],
    ['afterwards', 'Afterwards'],
  ]);
});

test('a guide with steps, such as onboarding, shows them too, and no end of a scenario', () => {
  expect(sectionsOf({ steps } as unknown as Page, [top]).map((one) => one.text)).toEqual([
    'Overview',
    '1. Title of confirm',
    '2. Title of act',
  ]);
});

test.each([
  ['live-fire', ['take-it', 'debrief']],
  ['tabletop', ['injects', 'success', 'debrief']],
])('the end of a %s drill can be found from the table of contents', (kind, end) => {
  const page = { drill: { kind }, steps: [] } as unknown as Page;
  expect(sectionsOf(page, [top]).map((one) => one.slug)).toEqual(['_top', ...end]);
});

test('a decision leads to a step of its page, to another page, or nowhere', () => {
  const other = { title: 'Latency spike', address: '/scenarios/upstream-latency/' } as Page;
  const playbook = { pages: new Map([['scenarios/upstream-latency', other]]) };
  expect(destination('act', { steps }, playbook)).toEqual({ href: '#act', label: 'step 2: Title of act' });
  expect(destination('/scenarios/upstream-latency/', { steps }, playbook)).toEqual({
    href: '/scenarios/upstream-latency/',
    label: 'Latency spike',
  });
  expect(destination('nowhere', { steps }, playbook)).toBeUndefined();
});

test('time is spent in a step until the next step is begun, and again when people come back', () => {
  const at = (minute: number, step?: string) => ({ step, at: new Date(minute * 60_000).toISOString() });
  const records = [at(0, 'confirm'), at(1), at(2, 'confirm'), at(5, 'act'), at(6, 'confirm')];
  expect(spentBySteps(records, 10 * 60_000)).toEqual(
    new Map([
      ['confirm', 9 * 60_000],
      ['act', 60_000],
    ]),
  );
});
