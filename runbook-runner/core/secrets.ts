// What a person does with secrets on this machine: sees what the playbook wants, binds it, and tries it.
import { PlaybookError } from '../errors/index.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { type Binding, BUILD_HINT, type SecretTest } from '../ports/secrets.ts';
import type { Core } from './core.ts';
import { unknown } from './find.ts';
import { misfit } from './own-certificate.ts';
import { type AuthsAtOrigins, originKey, type SecretUse, secretUses } from './secret-uses.ts';

export interface SecretState extends SecretUse {
  /** `elsewhere`: it is bound, but not to every place where the playbook wants it now. */
  readonly state: 'bound' | 'unbound' | 'elsewhere' | 'unused';
  /** What it is bound to on this machine. */
  readonly bound: readonly Binding[];
}

export interface TestedSecret extends SecretState {
  readonly value: SecretTest;
}

const same = (a: Binding, b: Binding) => a.host === b.host && a.slot === b.slot;

function stateOf(use: SecretUse, bound: readonly Binding[]): SecretState {
  if (use.uses.length === 0) return { ...use, bound, state: 'unused' };
  if (bound.length === 0) return { ...use, bound, state: 'unbound' };
  const all = use.uses.every((one) => bound.some((other) => same(one, other)));
  return { ...use, bound, state: all ? 'bound' : 'elsewhere' };
}

/** Which auth methods checks use at further addresses: their secrets go there, and to no other of them. */
async function authsAtOrigins(core: Core, playbook: Playbook): Promise<AuthsAtOrigins> {
  const { checks } = await core.deps.kinds();
  const found = new Map<string, Set<string>>();
  for (const { integration, origin, kind, probe } of playbook.checks.values()) {
    const auth = origin === undefined ? undefined : checks.get(kind)?.references(probe).auth;
    if (origin === undefined || auth === undefined) continue;
    const key = originKey(integration, origin);
    found.set(key, (found.get(key) ?? new Set()).add(auth));
  }
  return found;
}

const isMeant = (by: string, { name }: SecretUse) => name === by || name.startsWith(`${by}.`);

/** Those whose name is, or begins with, one of `names`; all when there is none. Throws `unknown_secret`. */
export async function listSecrets(core: Core, names: readonly string[]): Promise<readonly SecretState[]> {
  const playbook = await core.playbook();
  const uses = secretUses(playbook, await authsAtOrigins(core, playbook));
  const strange = names.find((name) => !uses.some((use) => isMeant(name, use)));
  if (strange !== undefined) {
    const message = `No real environment has a credential "${strange}".`;
    const known = uses.map(({ name }) => name);
    throw unknown('unknown_secret', message, strange, known);
  }
  const bindings = await core.deps.secrets.bindings();
  return uses
    .filter((use) => names.length === 0 || names.some((name) => isMeant(name, use)))
    .map((use) => stateOf(use, Object.hasOwn(bindings, use.name) ? (bindings[use.name] ?? []) : []));
}

/** Throws `secret_not_allowed` where no secret may be given at all. */
export async function requireOwnMachine(core: Core): Promise<void> {
  const reason = await core.deps.secrets.refusal();
  if (reason === undefined) return;
  throw new PlaybookError('secret_not_allowed', `${reason}; nothing is bound or approved here.`, {
    hint: BUILD_HINT,
  });
}

/** Binds each to what the playbook wants now. Throws `secret_not_allowed` in a build of a pull request. */
export async function bindSecrets(core: Core, names: readonly string[]): Promise<readonly SecretState[]> {
  await requireOwnMachine(core);
  for (const { name, uses } of await listSecrets(core, names)) await core.deps.secrets.bind(name, uses);
  return listSecrets(core, names);
}

export async function unbindSecrets(core: Core, names: readonly string[]): Promise<readonly SecretState[]> {
  for (const { name } of await listSecrets(core, names)) await core.deps.secrets.bind(name, []);
  return listSecrets(core, names);
}

async function testOne(core: Core, state: SecretState, signal: AbortSignal): Promise<SecretTest> {
  const value = await core.deps.secrets.test(state.source, signal);
  if (!value.ok || state.state !== 'bound') return value;
  return (await misfit(core, state, signal)) ?? value;
}

/** Gets each value and forgets it. */
export async function testSecrets(
  core: Core,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly TestedSecret[]> {
  const states = await listSecrets(core, names);
  return Promise.all(states.map(async (state) => ({ ...state, value: await testOne(core, state, signal) })));
}
