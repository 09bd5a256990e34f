// What a check or an action would send to where with which secrets: the form that a person approves.
import { canonical, digest, without } from '../playbook/canonical.ts';
import { credentialsOf } from '../playbook/credential-fields.ts';
import { passageSecrets } from '../playbook/passage-secrets.ts';
import type { ActionDefinition, CheckDefinition, Playbook } from '../playbook/playbook.ts';
import type { Environment, Origin } from '../playbook/schema/environment.ts';
import type { Parameter } from '../playbook/schema/primitives.ts';
import type { Core } from './core.ts';
import { find } from './find.ts';
import { certificateFile } from './passage.ts';

/** A definition that runs in an environment. */
export type Subject =
  | { readonly room: 'checks'; readonly definition: CheckDefinition; readonly environment: string }
  | { readonly room: 'actions'; readonly definition: ActionDefinition; readonly environment: string };

/** Plain data; what people only read, and what no secret depends on, is left out. */
export interface Sending {
  readonly what: {
    readonly kind: string;
    readonly parameters: unknown;
    readonly probe?: unknown;
    readonly do?: unknown;
    readonly undo?: unknown;
  };
  readonly where: Readonly<Record<string, unknown>>;
  /** Auth methods by name. */
  readonly auth: Readonly<Record<string, unknown>>;
  /** Where each credential comes from, by name. */
  readonly credentials: Readonly<Record<string, unknown>>;
}

export interface Sealed {
  readonly form: Sending;
  readonly digest: string;
}

const parametersOf = (parameters: Readonly<Record<string, Parameter>>) =>
  Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, without(one, 'describe')]));

async function authsOf(core: Core, { room, definition }: Subject): Promise<string[]> {
  const { checks, actions } = await core.deps.kinds();
  const named =
    room === 'checks'
      ? [checks.get(definition.kind)?.references(definition.probe).auth]
      : [definition.do, definition.undo].map((one) =>
          one ? actions.get(definition.kind)?.references(one).auth : undefined,
        );
  return [...new Set(named.filter((one) => one !== undefined))];
}

/** The address with the trust that is put in it: whose certificates count is part of who gets the secret. */
function addressOf(core: Core, address: Environment | Origin) {
  const own = without(address, 'credentials', 'origins', 'readOnly', 'allowsChanges');
  const ca = 'ca' in address && address.ca !== undefined ? certificateFile(core, address.ca) : undefined;
  return { ...own, certificates: ca === undefined ? undefined : digest(ca) };
}

const whatOf = ({ room, definition }: Subject): Sending['what'] => ({
  kind: definition.kind,
  parameters: parametersOf(definition.parameters),
  ...(room === 'checks' ? { probe: definition.probe } : { do: definition.do, undo: definition.undo }),
});

/** Secrets on the way to the address: none for a kind that opens no TLS connection. */
async function passageOf(core: Core, environment: Environment, { room, definition }: Subject) {
  if (room === 'actions') return passageSecrets(environment);
  const { checks } = await core.deps.kinds();
  if ((checks.get(definition.kind)?.passage?.(definition.probe) ?? true) !== true) return [];
  return passageSecrets(environment, definition.origin !== undefined);
}

/** Proxy and certificate: who sees the request on its way, and as whom we come. */
function wayOf(core: Core, environment: Environment, origin: string | undefined) {
  if ('sandbox' in environment) return {};
  const { proxy, clientCertificate: own } = environment;
  const file = origin === undefined && typeof own?.cert === 'string' ? own.cert : undefined;
  const text = file === undefined ? undefined : certificateFile(core, file);
  return { proxy, ownCertificate: text === undefined ? undefined : digest(text) };
}

/** What the definition would send, or undefined when it gets no secret of this machine. */
export async function sendingOf(
  core: Core,
  playbook: Playbook,
  subject: Subject,
): Promise<Sealed | undefined> {
  const { definition, environment } = subject;
  const { integration } = find('integration', playbook.integrations, definition.integration);
  const declared = integration.environments[environment];
  if (declared === undefined) return undefined;
  const origin = 'origin' in definition ? definition.origin : undefined;
  const address = origin === undefined ? declared : declared.origins[origin];
  if (address === undefined) return undefined;
  const auth = Object.fromEntries(
    (await authsOf(core, subject)).flatMap((name) => {
      const method = integration.auth[name];
      return method === undefined ? [] : [[name, method] as const];
    }),
  );
  const onTheWay = await passageOf(core, declared, subject);
  const used = [
    ...Object.values(auth).flatMap((method) => credentialsOf(method).map(([, name]) => name)),
    ...onTheWay.map(({ credential }) => credential),
  ];
  const credentials = Object.fromEntries(
    used.flatMap((name) => {
      const source = declared.credentials[name];
      return source === undefined || 'sandbox' in source
        ? []
        : [[name, without(source, 'obtain', 'expires')]];
    }),
  );
  if (Object.keys(credentials).length === 0) return undefined;
  const where = {
    integration: definition.integration,
    environment,
    ...addressOf(core, address),
    ...wayOf(core, declared, origin),
  };
  const form = canonical({ what: whatOf(subject), where, auth, credentials }) as Sending;
  return { form, digest: digest(form) };
}
