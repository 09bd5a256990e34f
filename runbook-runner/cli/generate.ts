// `npm run generate`: writes what derives from the schemas, the kinds and the playbook: JSON Schemas for editors,
// reference pages, CODEOWNERS. A test fails when one of them is stale.
import { join } from 'node:path';
import { actionKinds } from '../actions/registry.ts';
import { assertions, checkKinds } from '../checks/registry.ts';
import { loadPlaybookAt, writeFilesAt } from '../compose.ts';
import { EXIT } from '../errors/index.ts';
import { renderDiagnostics } from '../errors/render.ts';
import { codeowners } from '../playbook/codeowners.ts';
import type { LoadResult } from '../playbook/playbook.ts';
import { faultsFile, referenceFiles } from '../playbook/reference/index.ts';
import recorded from '../playbook/reference/recorded.json' with { type: 'json' };
import { NOTHING_SHOWN, type ShownChecks, shownChecks } from '../playbook/reference/shown.ts';
import { faultKinds } from '../sandbox/fault-proxy/kinds/registry.ts';

const root = join(import.meta.dirname, '../..');

const kinds = { checks: checkKinds, actions: actionKinds, faults: faultKinds };
const pages = (shown: ShownChecks) => writeFilesAt(root, referenceFiles(kinds, assertions, shown));

/** Pages are a part of the playbook, and may name checks and faults that are gone: plain ones are written first then. */
async function load(): Promise<LoadResult> {
  const loaded = await loadPlaybookAt(root);
  if (loaded.ok) return loaded;
  await pages(NOTHING_SHOWN);
  await writeFilesAt(root, [faultsFile({ faults: new Map() }, kinds)]);
  return loadPlaybookAt(root);
}

const written: string[] = [];
const loaded = await load();
if (loaded.ok) {
  written.push(...(await pages(shownChecks(loaded.playbook, checkKinds, recorded))));
  const owners = { path: '.github/CODEOWNERS', text: codeowners(loaded.playbook) };
  const faults = faultsFile(loaded.playbook, kinds);
  written.push(...(await writeFilesAt(root, [owners, faults])));
} else {
  process.stderr.write(`${renderDiagnostics(loaded.diagnostics)}\n`);
  process.exitCode = EXIT.invalid;
}
const summary = written.length === 0 ? 'Everything generated is up to date.' : `Wrote ${written.join(', ')}.`;
process.stdout.write(`${summary}\n`);
