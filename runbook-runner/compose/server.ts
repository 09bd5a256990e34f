// What `serve` stands on beside the runner, and what other commands see of a running one.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ControlClient } from '../adapters/control-client.ts';
import type { SandboxProcess } from '../adapters/sandbox-process.ts';
import type { ServeLock } from '../adapters/serve-lock.ts';
import { openStateFolder, stateFolderAt, statePath } from '../adapters/state-folder.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { ListenerPort } from '../ports/listener.ts';
import type { SitePort } from '../ports/site.ts';
import { loadPlaybookAt } from './playbook.ts';
import { VERSION } from './version.ts';

export type { ControlClient, PendingPairing } from '../adapters/control-client.ts';
export type { SandboxProcess } from '../adapters/sandbox-process.ts';

export interface ServerParts {
  readonly clock: ClockPort;
  readonly listener: ListenerPort;
  readonly version: string;
  /** Token of the owner's terminal: 256 random bits. */
  readonly controlToken: string;
  /** Takes the state folder; throws `folder_owned`. */
  claim(): ServeLock;
  /** Throws `port_taken`. */
  probePort(port: number): Promise<void>;
  /** The site as it was built last. */
  site(): SitePort;
}

export async function serverParts(root: string, environment: NodeJS.ProcessEnv): Promise<ServerParts> {
  const [
    { claimFolder },
    { nodeListener },
    { probePort },
    { siteIsHalfBuilt },
    { openSite },
    { createClock },
  ] = await Promise.all([
    import('../adapters/serve-lock.ts'),
    import('../adapters/http-server.ts'),
    import('../adapters/port-probe.ts'),
    import('../adapters/site-build.ts'),
    import('../adapters/site-files.ts'),
    import('../adapters/system-clock.ts'),
  ]);
  const folder = openStateFolder(statePath(root, environment));
  return {
    clock: createClock(),
    listener: nodeListener,
    version: VERSION,
    controlToken: randomBytes(32).toString('base64url'),
    claim: () => claimFolder(folder),
    probePort: (port) => probePort(nodeListener, port),
    site: () => openSite(join(root, 'dist/site'), () => siteIsHalfBuilt(root)),
  };
}

/**
 * Starts a sandbox as a child process that ends with us. It mocks what integrations declare, and what is asked for as
 * `<name>=<file>` beside that.
 */
export async function startSandbox(
  root: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  asked: readonly string[] = [],
): Promise<SandboxProcess> {
  const { startSandboxProcess } = await import('../adapters/sandbox-process.ts');
  const { path } = openStateFolder(statePath(root, environment));
  const mocks = [...(await declaredMocks(root)), ...asked];
  return startSandboxProcess({ root, stateFolder: path, signal, mocks });
}

/** A playbook with errors declares none: who starts a sandbox is told of them elsewhere. */
async function declaredMocks(root: string): Promise<string[]> {
  const loaded = await loadPlaybookAt(root);
  if (!loaded.ok) return [];
  const environments = [...loaded.playbook.integrations.values()].flatMap(({ integration }) =>
    Object.values(integration.environments),
  );
  const mocks = environments.flatMap((one) =>
    'sandbox' in one && one.openapi !== undefined
      ? [`${one.sandbox}=${join('src/content', one.openapi)}`]
      : [],
  );
  return [...new Set(mocks)];
}

/** The `serve` that owns the state folder, and the way to its control routes; undefined when none runs. */
export async function runningServe(
  root: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly url: string; control(): Promise<ControlClient> } | undefined> {
  const { readServeFile } = await import('../adapters/serve-lock.ts');
  const file = readServeFile(stateFolderAt(statePath(root, environment)));
  if (!file) return undefined;
  return {
    url: file.url,
    async control() {
      const { createControlClient } = await import('../adapters/control-client.ts');
      return createControlClient(file);
    },
  };
}
