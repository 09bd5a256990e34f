// What reference pages show as a result is what it is now: of checks in a sandbox, of examples against servers of a test.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { actionKinds } from '../../runbook-runner/actions/registry.ts';
import { createFiles } from '../../runbook-runner/adapters/node-files.ts';
import { checkKinds } from '../../runbook-runner/checks/registry.ts';
import { loadPlaybook } from '../../runbook-runner/playbook/load.ts';
import { ownFieldsIn } from '../../runbook-runner/playbook/reference/examples.ts';
import recorded from '../../runbook-runner/playbook/reference/recorded.json' with { type: 'json' };
import { idsOf, type Recorded, shownChecks } from '../../runbook-runner/playbook/reference/shown.ts';
import { ASSERTION_CODES } from '../../runbook-runner/ports/assertion-codes.ts';
import type { CheckResult } from '../../runbook-runner/ports/result.ts';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { faultKinds } from '../../runbook-runner/sandbox/fault-proxy/kinds/registry.ts';
import { besideSandbox } from '../cli/sandbox.ts';
import { WORLDS } from './recorded-examples.ts';

/** `RECORD=1 npx vitest run tests/playbook/recorded.test.ts` records every result anew; then `npm run generate`. */
const RECORDING = process.env.RECORD !== undefined;
const ROOT = join(import.meta.dirname, '../..');
const FILE = join(ROOT, 'runbook-runner/playbook/reference/recorded.json');

const sandbox = besideSandbox();
const kinds = { checks: checkKinds, actions: actionKinds, faults: faultKinds };
const loaded = await loadPlaybook(createFiles(ROOT), kinds);
if (!loaded.ok) throw new Error('The playbook has mistakes.');
const shown = shownChecks(loaded.playbook, checkKinds, recorded);

/** Titles alone: figures and dates differ from run to run. */
const said = ({
  status,
  title,
  assertions,
}: Pick<CheckResult, 'status' | 'title' | 'assertions'>): string[] => [
  `${status}  ${title}`,
  ...assertions.map((one) => `  ${one.outcome}  ${one.assertion}: ${one.title}`),
];

function hold(part: keyof Recorded, now: Readonly<Record<string, readonly string[]>>): void {
  expect(Object.values(now).filter(([verdict]) => !verdict?.startsWith('pass  '))).toEqual([]);
  if (!RECORDING) {
    expect(now).toEqual(recorded[part]);
    return;
  }
  const before = JSON.parse(readFileSync(FILE, 'utf8')) as Recorded;
  writeFileSync(FILE, `${JSON.stringify({ ...before, [part]: now }, null, 2)}\n`);
}

test('every result on a reference page is what its check says in the sandbox', async () => {
  // One after another: what one check makes in the sandbox is seen by one that watches what is delivered.
  const { stdout } = await sandbox.run('check', ...idsOf(shown), '--json', '--concurrency', '1');
  const { results } = JSON.parse(stdout) as { results: readonly CheckResult[] };
  hold('checks', Object.fromEntries(results.map((result) => [result.check, said(result)])));
}, 60_000);

test('the example of a kind that the sandbox cannot show says what its page says', async () => {
  const others = [...checkKinds.values()].filter(({ kind }) => shown.kinds.get(kind)?.by !== 'check');
  const now = others.map(async ({ kind, example }) => {
    const { title } = parse(example) as { title: string };
    const outcome = await WORLDS[kind]?.(ownFieldsIn(example));
    if (!outcome)
      throw new Error(`Give the kind ${kind} a check in the sandbox, or a world for its example.`);
    return [kind, said({ ...outcome, title, status: verdictOf(outcome) })] as const;
  });
  hold('examples', Object.fromEntries(await Promise.all(now)));
});

test('the example of a credential asks for no scope that its method does not have', () => {
  const { integration, auth, expect: promised } = parse(checkKinds.get('credential')?.example ?? '');
  const method = loaded.playbook.integrations.get(integration)?.integration.auth[auth];
  expect(method).toMatchObject({ scopes: expect.arrayContaining(promised.scopes) });
});

test.skipIf(RECORDING)('every kind and every assertion has a result on its page', () => {
  const silent = (names: readonly string[], told: (typeof shown)['kinds']) =>
    names.filter((name) => told.get(name)?.said === undefined);
  expect(silent([...checkKinds.keys()], shown.kinds)).toEqual([]);
  expect(silent(Object.keys(ASSERTION_CODES), shown.assertions)).toEqual([]);
});
