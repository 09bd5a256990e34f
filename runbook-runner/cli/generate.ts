// `npm run generate`: writes what derives from the schemas, the kinds and the playbook: JSON Schemas for editors,
// reference pages, CODEOWNERS. A test fails when one of them is stale.
import { join } from 'node:path';
import { actionKinds } from '../actions/registry.ts';
import { assertions, checkKinds } from '../checks/registry.ts';
import { loadPlaybookAt, writeFilesAt } from '../compose.ts';
import { EXIT } from '../errors/index.ts';
import { renderDiagnostics } from '../errors/render.ts';
import { codeowners } from '../playbook/codeowners.ts';
import { faultsFile, referenceFiles } from '../playbook/reference/index.ts';
import { faultKinds } from '../sandbox/fault-proxy/kinds/registry.ts';

const root = join(import.meta.dirname, '../..');

const kinds = { checks: checkKinds, actions: actionKinds, faults: faultKinds };

// The pages come first: they are a part of the playbook that is loaded next.
const written = [...(await writeFilesAt(root, referenceFiles(kinds, assertions)))];
const loaded = await load();
if (loaded.ok) {
  const owners = { path: '.github/CODEOWNERS', text: codeowners(loaded.playbook) };
  const faults = faultsFile(loaded.playbook, kinds);
  written.push(...(await writeFilesAt(root, [owners, faults])));
} else {
  process.stderr.write(`${renderDiagnostics(loaded.diagnostics)}\n`);
  process.exitCode = EXIT.invalid;
}
const summary = written.length === 0 ? 'Everything generated is up to date.' : `Wrote ${written.join(', ')}.`;
process.stdout.write(`${summary}\n`);

/** The page of the faults may name one that is gone: it is emptied then, and written anew. */
async function load(): ReturnType<typeof loadPlaybookAt> {
  const first = await loadPlaybookAt(root);
  if (first.ok) return first;
  await writeFilesAt(root, [faultsFile({ faults: new Map() }, kinds)]);
  return loadPlaybookAt(root);
}
