import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playbook, temporaryFolder, temporaryRepository } from './program.ts';

test('a runbook goes on past a check that the environment refuses, and decides without it', async () => {
  const root = await temporaryRepository();
  const page = join(root, 'src/content/docs/integrations/parcelo.mdx');
  const text = readFileSync(page, 'utf8');
  // Allowed in staging alone: a check that may run nowhere is a mistake of the playbook.
  const swapped = text
    .replace(/( +)sandbox: parcelo\n/, '$&$1allowsChanges: false\n')
    .replace(/( +)baseUrl: .*test\.parcelo.*\n/, '$&$1allowsChanges: true\n');
  expect(swapped.match(/allowsChanges/g)).toHaveLength(2);
  writeFileSync(page, swapped);
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  const { stdout } = await playbook(['run', 'labels-not-bought'], { root, env });
  const leftOut = 'Left out: The check "parcelo-label-lifecycle" changes something for a while';
  const [confirm = '', afterwards = ''] = stdout.split('Afterwards');
  expect(confirm).toContain(leftOut);
  expect(confirm).toMatch(/PROCEED +→ +part/);
  expect(confirm).toContain(
    '“A label can be ordered, followed and cancelled” passes (this environment refuses the check',
  );
  expect(afterwards).toContain(leftOut);
}, 60_000);
