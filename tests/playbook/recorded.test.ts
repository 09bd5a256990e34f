// What reference pages show as the result of a check is what it says now, in a sandbox of its own.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { actionKinds } from '../../runbook-runner/actions/registry.ts';
import { createFiles } from '../../runbook-runner/adapters/node-files.ts';
import { checkKinds } from '../../runbook-runner/checks/registry.ts';
import { loadPlaybook } from '../../runbook-runner/playbook/load.ts';
import recorded from '../../runbook-runner/playbook/reference/recorded.json' with { type: 'json' };
import { idsOf, shownChecks } from '../../runbook-runner/playbook/reference/shown.ts';
import type { CheckResult } from '../../runbook-runner/ports/result.ts';
import { faultKinds } from '../../runbook-runner/sandbox/fault-proxy/kinds/registry.ts';
import { besideSandbox } from '../cli/sandbox.ts';

/** `RECORD=1 npx vitest run tests/playbook/recorded.test.ts` records every result anew; then `npm run generate`. */
const RECORDING = process.env.RECORD !== undefined;
const ROOT = join(import.meta.dirname, '../..');
const FILE = join(ROOT, 'runbook-runner/playbook/reference/recorded.json');

const sandbox = besideSandbox();

/** Titles alone: figures and dates differ from run to run. */
const said = ({ status, title, assertions }: CheckResult): string[] => [
  `${status}  ${title}`,
  ...assertions.map((one) => `  ${one.outcome}  ${one.assertion}: ${one.title}`),
];

test('every result on a reference page is what its check says in the sandbox', async () => {
  const loaded = await loadPlaybook(createFiles(ROOT), {
    checks: checkKinds,
    actions: actionKinds,
    faults: faultKinds,
  });
  if (!loaded.ok) throw new Error('The playbook has mistakes.');
  const ids = idsOf(shownChecks(loaded.playbook, checkKinds, recorded));
  const { stdout } = await sandbox.run('check', ...ids, '--json');
  const { results } = JSON.parse(stdout) as { results: readonly CheckResult[] };
  const now = Object.fromEntries(results.map((result) => [result.check, said(result)]));
  expect(Object.values(now).filter(([verdict]) => !verdict?.startsWith('pass  '))).toEqual([]);
  if (RECORDING) writeFileSync(FILE, `${JSON.stringify(now, null, 2)}\n`);
  else expect(now).toEqual(recorded);
}, 60_000);
