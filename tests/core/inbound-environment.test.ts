import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPlaybookAt } from '../../runbook-runner/compose.ts';
import { requireSources } from '../../runbook-runner/core/inbound.ts';
import { validPlaybook } from '../../runbook-runner/playbook/valid.ts';

test('a misspelt environment of the inbound listener is refused with the one that was meant', async () => {
  const playbook = validPlaybook(await loadPlaybookAt(join(import.meta.dirname, '../..')));
  requireSources(playbook, 'sandbox');
  expect(() => requireSources(playbook, 'sandbx')).toThrow(
    expect.objectContaining({
      code: 'unknown_environment',
      message: 'No source of webhooks has a secret in an environment "sandbx".',
      hint: 'Did you mean "sandbox"?',
    }),
  );
});
