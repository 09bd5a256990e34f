// The adapters that reach the world for checks and actions: network, credentials, store, sandbox.
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AuthLookup } from '../adapters/auth-lookup.ts';
import { createCommandList } from '../adapters/command-list.ts';
import { createCredentials } from '../adapters/credentials.ts';
import type { PassageOptions } from '../adapters/passage.ts';
import { createSandboxClient } from '../adapters/sandbox-client.ts';
import { createSecrets, type Secrets } from '../adapters/secrets.ts';
import { openSqliteStore } from '../adapters/sqlite-store.ts';
import type { StateFolder } from '../adapters/state-folder.ts';
import { createClock } from '../adapters/system-clock.ts';
import { createHttp } from '../adapters/undici-http.ts';
import type { RunnerDeps } from '../core/create-runner.ts';
import type { Runner } from '../core/runner.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { CommandsPort } from '../ports/commands.ts';
import type { ContractDiffPort } from '../ports/contract-diff.ts';
import type { GitPort } from '../ports/git.ts';
import type { PassagePort } from '../ports/passage.ts';
import type { ProcessPort } from '../ports/process.ts';
import { inboundOf } from './inbound.ts';

interface Parts {
  /** Root of the repository. */
  readonly root: string;
  readonly folder: StateFolder;
  readonly git: GitPort;
  readonly environment: NodeJS.ProcessEnv;
  readonly redactor: RunnerDeps['redactor'];
  /** Where the sandbox announces itself, when not in the state folder. */
  readonly sandboxFolder?: string | undefined;
  /** Where a check may open the inbound listener for itself. */
  readonly inboundPort?: number | undefined;
  /** The runner that is made of this world. */
  readonly runner: () => Pick<Runner, 'receive' | 'arrivals'>;
  /** The playbook that was loaded last. */
  readonly playbook: () => Playbook | undefined;
}

export function openWorld(
  parts: Parts,
): Pick<RunnerDeps, 'ports' | 'passage' | 'secrets' | 'webhooks' | 'store' | 'sandbox'> {
  const { root, git, folder, environment, redactor } = parts;
  const clock = createClock();
  const http = createHttp();
  const processes = processesOf(environment);
  const sandbox = createSandboxClient(parts.sandboxFolder ?? folder.path);
  const secrets = createSecrets({
    variables: environment,
    file: environment.PLAYBOOK_SECRETS || ofMachine('secrets.json'),
    root,
    process: processes,
    sandbox: async () => (await sandbox.place())?.credentials,
    sink: redactor,
  });
  const credentials = createCredentials({
    ...{ http, clock, secrets, sink: redactor },
    lookup: lookupIn(parts.playbook),
    refreshTokens: folder.file('refresh-tokens'),
  });
  return {
    ports: {
      ...{ http, ...rarely, clock, credentials, git },
      secrets: redactor,
      process: processes,
      contractDiff: contractDiffOf(processes, environment.PLAYBOOK_OASDIFF),
      inbound: inboundOf({ clock, folder, runner: parts.runner, port: parts.inboundPort }),
      commands: commandsOf(environment.PLAYBOOK_COMMANDS, root),
    },
    passage: passagesOf({ secrets, variables: environment, sink: redactor }),
    secrets,
    webhooks: verifierOf(clock, secrets),
    store: () => openSqliteStore({ path: folder.file('store.sqlite'), clock }),
    sandbox,
  };
}

/** A file of this person for every repository. */
const ofMachine = (name: string) => join(homedir(), '.config/playbook', name);

/** What the owner of this machine lets checks start. */
function commandsOf(file: string | undefined, root: string): CommandsPort {
  return createCommandList({ file: file || ofMachine('commands.json'), root });
}

/** What most checks don't ask: loaded when one does. */
const rarely: Pick<RunnerDeps['ports'], 'tls' | 'tcp' | 'dns'> = {
  tls: {
    async handshake(request) {
      const { createTls } = await import('../adapters/node-tls.ts');
      return createTls().handshake(request);
    },
  },
  tcp: {
    async connect(request) {
      const { createTcp } = await import('../adapters/node-tcp.ts');
      return createTcp().connect(request);
    },
  },
  dns: {
    async query(request) {
      const { createDns } = await import('../adapters/node-dns.ts');
      return createDns().query(request);
    },
  },
};

/** Loaded by the first program that is started. */
function processesOf(variables: NodeJS.ProcessEnv): ProcessPort {
  return {
    async run(request) {
      const { createProcesses } = await import('../adapters/node-process.ts');
      return createProcesses(variables).run(request);
    },
  };
}

/** Loaded by the first comparison: most runs make none. */
function contractDiffOf(process: ProcessPort, executable: string | undefined): ContractDiffPort {
  return {
    async compare(of) {
      const { createContractDiff } = await import('../adapters/oasdiff.ts');
      return createContractDiff({ process, executable }).compare(of);
    },
  };
}

/** Loaded for the first environment that declares a client certificate or a proxy. */
function passagesOf(options: PassageOptions): PassagePort {
  return {
    async open(order) {
      const { createPassages } = await import('../adapters/passage.ts');
      return createPassages(options).open(order);
    },
  };
}

/** Loaded by the first delivery. */
function verifierOf(clock: ClockPort, secrets: Secrets): RunnerDeps['webhooks'] {
  let verifier: Promise<RunnerDeps['webhooks']> | undefined;
  return async (declared, arrival) => {
    verifier ??= import('../adapters/webhook-verifier.ts').then(({ createWebhookVerifier }) =>
      createWebhookVerifier({ clock, secrets }),
    );
    return (await verifier)(declared, arrival);
  };
}

/** Auth methods and credential sources as the playbook declares them. */
function lookupIn(playbook: () => Playbook | undefined): AuthLookup {
  return (integration, environment, auth) => {
    const declared = playbook()?.integrations.get(integration)?.integration;
    if (!declared || !Object.hasOwn(declared.auth, auth)) return undefined;
    const method = declared.auth[auth];
    const place = Object.hasOwn(declared.environments, environment)
      ? declared.environments[environment]
      : undefined;
    return method && place ? { method, credentials: place.credentials } : undefined;
  };
}
