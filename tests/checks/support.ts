// Runs a check kind against a loopback server with real adapters; what a test leaves out is harmless.

import { createCommandList } from '../../runbook-runner/adapters/command-list.ts';
import type { Lookup } from '../../runbook-runner/adapters/connection.ts';
import { createDns } from '../../runbook-runner/adapters/node-dns.ts';
import { createProcesses } from '../../runbook-runner/adapters/node-process.ts';
import { createTcp } from '../../runbook-runner/adapters/node-tcp.ts';
import { createTls } from '../../runbook-runner/adapters/node-tls.ts';
import { createContractDiff } from '../../runbook-runner/adapters/oasdiff.ts';
import { createClock } from '../../runbook-runner/adapters/system-clock.ts';
import { createHttp } from '../../runbook-runner/adapters/undici-http.ts';
import type { CheckInput, CheckKind, CheckPorts } from '../../runbook-runner/checks/kind.ts';
import { checkKinds } from '../../runbook-runner/checks/registry.ts';
import { codesIn } from '../../runbook-runner/playbook/reference/check-kinds.ts';
import type { AuthOutcome, AuthRequest } from '../../runbook-runner/ports/credential.ts';
import type { CheckProgress, KindOutcome } from '../../runbook-runner/ports/result.ts';

export const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

export interface World {
  readonly parameters?: CheckInput<unknown>['parameters'];
  readonly contracts?: ReadonlyMap<string, unknown>;
  readonly ca?: readonly string[];
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  readonly now?: Date;
  readonly onProgress?: () => void;
  /** What connecting to each address shows. */
  readonly tcp?: CheckPorts['tcp'];
  /** What the name of the target resolves to. */
  readonly lookup?: Lookup;
  readonly target?: Partial<CheckInput<unknown>['target']>;
  readonly git?: CheckPorts['git'];
  /** The file of allowed commands. */
  readonly commands?: string;
  /** The repository. */
  readonly root?: string;
  /** An oasdiff other than the installed one. */
  readonly oasdiff?: string;
  /** Is told the secrets that a probe learns. */
  readonly secrets?: CheckPorts['secrets'];
  /** Where webhooks arrive. */
  readonly inbound?: CheckPorts['inbound'];
  readonly authorize?: (request: AuthRequest) => Promise<AuthOutcome>;
}

export function kindOf(name: string): CheckKind {
  const kind = checkKinds.get(name);
  if (!kind) throw new Error(`no kind ${name}`);
  return kind;
}

export function portsOf(world: World): CheckPorts {
  const clock = createClock();
  const { now } = world;
  return {
    http: createHttp(),
    tls: createTls(),
    tcp: world.tcp ?? createTcp(world.lookup),
    dns: createDns(),
    clock: now ? { ...clock, now: () => now } : clock,
    credentials: { authorize: world.authorize ?? (() => Promise.reject(new Error('no auth in this test'))) },
    inbound: world.inbound ?? {
      open: () => Promise.reject(new Error('no listener in this test')),
      listen: async () => undefined,
      follow: async () => undefined,
    },
    secrets: world.secrets ?? { add: () => undefined },
    process: createProcesses(process.env),
    git: world.git ?? { changes: () => Promise.reject(new Error('no git in this test')) },
    contractDiff: createContractDiff({
      process: createProcesses(process.env),
      ...(world.oasdiff === undefined ? {} : { executable: world.oasdiff }),
    }),
    commands: createCommandList({
      file: world.commands ?? '/nonexistent',
      root: world.root ?? '/nonexistent',
    }),
  };
}

export interface Ran extends KindOutcome {
  readonly events: readonly CheckProgress[];
}

/** Where a kind's page lists codes of its own choice, its checks give no others. */
function refuseUnlisted(kind: CheckKind, { assertions }: KindOutcome): void {
  for (const { assertion, code } of assertions) {
    const listed = codesIn(kind, assertion);
    if (code === undefined || listed === undefined || Object.hasOwn(listed, code)) continue;
    throw new Error(`The page of ${kind.kind} lists no code ${code} of ${assertion}.`);
  }
}

/** Parses `definition` as the playbook would, and runs it against `baseUrl`. */
export async function runCheck(
  kind: string,
  definition: unknown,
  baseUrl: string,
  world: World = {},
): Promise<Ran> {
  const events: CheckProgress[] = [];
  const ports = portsOf(world);
  const { schema, run } = kindOf(kind);
  try {
    const outcome = await run(
      {
        id: 'tested',
        definition: schema.parse(definition),
        parameters: world.parameters ?? {},
        target: {
          integration: 'lumenpay',
          environment: 'sandbox',
          baseUrl,
          ca: world.ca ?? [],
          loopback: true,
          ...world.target,
        },
        contracts: world.contracts ?? new Map(),
        traceparent: TRACEPARENT,
        signal: world.signal ?? new AbortController().signal,
        deadlineMs: world.deadlineMs ?? 3000,
        progress: (event) => {
          events.push(event);
          world.onProgress?.();
        },
      },
      ports,
    );
    refuseUnlisted(kindOf(kind), outcome);
    return { ...outcome, events };
  } finally {
    await ports.http.close();
  }
}

/** `assertion: outcome code` of each assertion, for comparison in one glance. */
export function summary(outcome: KindOutcome): string[] {
  return outcome.assertions.map((one) => [one.assertion, one.outcome, one.code].filter(Boolean).join(' '));
}
