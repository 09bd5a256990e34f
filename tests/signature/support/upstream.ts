// Runs checks of the shipped playbook through the real runner against a loopback server in the place of its integration.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionKinds } from '../../../runbook-runner/actions/registry.ts';
import { createCredentials } from '../../../runbook-runner/adapters/credentials.ts';
import { createFiles } from '../../../runbook-runner/adapters/node-files.ts';
import { createPassages } from '../../../runbook-runner/adapters/passage.ts';
import { createSecrets } from '../../../runbook-runner/adapters/secrets.ts';
import { openSqliteStore } from '../../../runbook-runner/adapters/sqlite-store.ts';
import { openStateFolder } from '../../../runbook-runner/adapters/state-folder.ts';
import { createWebhookVerifier } from '../../../runbook-runner/adapters/webhook-verifier.ts';
import { checkKinds } from '../../../runbook-runner/checks/registry.ts';
import { inboundOf } from '../../../runbook-runner/compose/inbound.ts';
import { createRunner } from '../../../runbook-runner/core/create-runner.ts';
import { createRedactor } from '../../../runbook-runner/core/redaction.ts';
import type { Runner } from '../../../runbook-runner/core/runner.ts';
import { loadPlaybook } from '../../../runbook-runner/playbook/load.ts';
import type { Playbook } from '../../../runbook-runner/playbook/playbook.ts';
import type { CheckResult } from '../../../runbook-runner/ports/result.ts';
import type { SandboxStatus } from '../../../runbook-runner/ports/sandbox.ts';
import { faultKinds } from '../../../runbook-runner/sandbox/fault-proxy/kinds/registry.ts';
import { portsOf } from '../../checks/support.ts';
import { sandboxStatus } from '../../support/sandbox-status.ts';
import { CREDENTIALS } from '../../support/webhooks.ts';

const ROOT = join(import.meta.dirname, '../../..');
const kinds = { checks: checkKinds, actions: actionKinds, faults: faultKinds };

/** The playbook as it is shipped. */
export async function shippedPlaybook(): Promise<Playbook> {
  const loaded = await loadPlaybook(createFiles(ROOT), kinds);
  if (!loaded.ok) throw new Error(loaded.diagnostics.map((one) => one.message).join('\n'));
  return loaded.playbook;
}

/** Where integrations are found, and what opens them. */
export type Place = Pick<SandboxStatus, 'servers' | 'ca'> &
  Partial<Pick<SandboxStatus, 'resolver' | 'credentials'>>;

/** One that was started. */
export interface Served extends Place {
  close(): Promise<void>;
}

/** One server in the place of Lumenpay and of order-sync. */
export const placed = ({ url, ca }: { readonly url: string; readonly ca: string }): Place => ({
  servers: ['lumenpay', 'order-sync'].map((name) => ({ name, url })),
  ...{ ca, credentials: { ...CREDENTIALS, 'order-sync-operator-token': 'operator-of-this-test' } },
});

function hurried(playbook: Playbook, check: string, ms: number | undefined): Playbook {
  const found = playbook.checks.get(check);
  if (!found || ms === undefined) return playbook;
  const deadline = { ...found.deadline, ms, text: `${ms}ms` };
  return { ...playbook, checks: new Map(playbook.checks).set(check, { ...found, deadline }) };
}

/**
 * What the check says of what is at this place, with records of its own. With `deadlineMs` it gets less time than it
 * declares, so that a test of a silent server ends.
 */
export async function ask(
  shipped: Playbook,
  check: string,
  place: Place,
  deadlineMs?: number,
): Promise<CheckResult> {
  const folder = mkdtempSync(join(tmpdir(), 'signature-'));
  const playbook = hurried(shipped, check, deadlineMs);
  const status = sandboxStatus(place);
  const redactor = createRedactor();
  const bare = portsOf({});
  const secrets = createSecrets({
    ...{ variables: {}, file: join(folder, 'none.json'), root: ROOT, process: bare.process, sink: redactor },
    sandbox: async () => status.credentials,
  });
  const lookup = (integration: string, environment: string, auth: string) => {
    const declared = playbook.integrations.get(integration)?.integration;
    const [method, found] = [declared?.auth[auth], declared?.environments[environment]];
    return method && found ? { method, credentials: found.credentials } : undefined;
  };
  const { http, clock } = bare;
  const refreshTokens = join(folder, 'refresh-tokens');
  const granting = createCredentials({ http, clock, secrets, lookup, sink: redactor, refreshTokens });
  const unasked = () => Promise.reject(new Error('these tests inject no fault'));
  const inbound = inboundOf({ clock, folder: openStateFolder(folder), runner: () => runner });
  const runner: Runner = createRunner({
    ...{ playbook: async () => playbook, kinds: () => kinds, redactor, owner: 'Ada', version: '1.2.3' },
    probing: async (name) => kinds.checks.get(name),
    ports: { ...bare, credentials: granting, inbound },
    passage: createPassages({ secrets, variables: {}, sink: redactor }),
    secrets,
    webhooks: createWebhookVerifier({ clock, secrets }),
    store: () => openSqliteStore({ path: join(folder, 'store.sqlite'), clock }),
    sandbox: {
      ...{ place: async () => status, status: async () => status, log: async () => [] },
      ...{ inject: unasked, clear: unasked },
    },
    git: {
      provenance: async () => ({ commit: 'unknown', dirty: null }),
      ...{ identity: async () => 'Ada', behind: async () => undefined, changes: async () => [] },
    },
    files: createFiles(ROOT),
  });
  try {
    return await runner.check({ check, actor: 'Ada', environment: 'sandbox' });
  } finally {
    await runner.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
