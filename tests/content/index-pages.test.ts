// The pages from which people start name everything that they lead to, so that a new page is found on the day it comes.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPlaybookAt } from '../../runbook-runner/compose.ts';
import { ROOT } from '../cli/program.ts';

const loaded = await loadPlaybookAt(ROOT);
if (!loaded.ok) throw new Error('The playbook does not load: npm run -s playbook -- lint says why.');
const { scenarios, drills, integrations, failureModes, terms, actions, changes } = loaded.playbook;
const ids = (entries: ReadonlyMap<string, unknown>): readonly string[] => [...entries.keys()];
const read = (page: string): string => readFileSync(`${ROOT}/src/content/docs/${page}.mdx`, 'utf8');

const link = (folder: string) => (id: string) => `](/${folder}/${id}/)`;
const placed = (name: string) => (id: string) => `<${name} id="${id}"`;
const ofOrderSync = ids(actions).filter((id) => id.startsWith('order-sync-'));

const PAGES: readonly [page: string, names: readonly string[], mark: (id: string) => string][] = [
  ['index', ids(scenarios), link('scenarios')],
  ['scenarios/index', ids(scenarios), link('scenarios')],
  ['drills/index', ids(drills), link('drills')],
  ['integrations/index', ids(integrations), link('integrations')],
  ['failure-modes/index', ids(failureModes), placed('FailureMode')],
  ['glossary/index', ids(terms), placed('Term')],
  ['changelog/index', changes.map(({ id }) => id), (id) => `](/${id}/)`],
  ['observability/switchboard', ofOrderSync, placed('Action')],
];

test.each(PAGES)('%s names all that it leads to', (page, names, mark) => {
  const source = read(page);
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((id) => !source.includes(mark(id)))).toEqual([]);
});

test('an alert leads to each runbook, and to a failure mode only where no runbook remedies it', () => {
  const led = [...read('escalation/index').matchAll(/`\/a\/([^`]+)`/g)].map(([, id = '']) => id);
  expect(ids(scenarios).filter((id) => !led.includes(id))).toEqual([]);
  const remedied = new Set([...scenarios.values()].flatMap(({ scenario }) => scenario.failureModes));
  expect(led.filter((id) => !scenarios.has(id) && (remedied.has(id) || !failureModes.has(id)))).toEqual([]);
});
