// Which credentials of real environments the playbook declares, and where each would go: what a person may bind.

import { credentialsOf } from '../playbook/credential-fields.ts';
import { passageSecrets } from '../playbook/passage-secrets.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Environment } from '../playbook/schema/environment.ts';
import type { Integration } from '../playbook/schema/integration.ts';
import { slotOf, webhookSlot } from '../playbook/secret-slots.ts';
import type { CredentialSourceSpec } from '../ports/credential.ts';
import type { Binding } from '../ports/secrets.ts';

export interface SecretUse {
  /** `<integration>.<environment>.<credential>` */
  readonly name: string;
  readonly integration: string;
  readonly environment: string;
  readonly source: Exclude<CredentialSourceSpec, { readonly sandbox: string }>;
  /** Each place where the playbook wants it to go; none when nothing uses it. */
  readonly uses: readonly Binding[];
}

type RealEnvironment = Extract<Environment, { baseUrl: string }>;

/** Auth methods that checks use at a further address, by `<integration>/<name of the address>`. */
export type AuthsAtOrigins = ReadonlyMap<string, ReadonlySet<string>>;

export const originKey = (integration: string, origin: string): string => `${integration}/${origin}`;

interface Asked {
  readonly integration: Integration;
  readonly environment: RealEnvironment;
  readonly credential: string;
  /** Auth methods that are used at a further address. */
  readonly at: (origin: string) => ReadonlySet<string> | undefined;
}

/** Where an auth method sends what it holds: with the API itself, and with the further addresses that checks use it at. */
function hostsOf(auth: string, { environment, at }: Asked): string[] {
  const further = Object.entries(environment.origins).flatMap(([name, origin]) =>
    'baseUrl' in origin && at(name)?.has(auth) ? [new URL(origin.baseUrl).host] : [],
  );
  return [...new Set([new URL(environment.baseUrl).host, ...further])];
}

function usesIn(asked: Asked): Binding[] {
  const { integration, environment, credential } = asked;
  const { host } = new URL(environment.baseUrl);
  const sent = Object.entries(integration.auth).flatMap(([auth, method]) =>
    credentialsOf(method)
      .filter(([, used]) => used === credential)
      .flatMap(([field]) =>
        hostsOf(auth, asked).map((one) => ({ host: one, slot: slotOf(auth, method, field) })),
      ),
  );
  const verifying = Object.entries(integration.webhooks ?? {})
    .filter(([, { secret }]) => secret === credential)
    .map(([source, webhook]) => ({ host, slot: webhookSlot(source, webhook) }));
  const onTheWay = passageSecrets(environment)
    .filter((one) => one.credential === credential)
    .map((one) => ({ host: one.host, slot: one.slot }));
  return [...sent, ...verifying, ...onTheWay];
}

function inEnvironment(
  id: string,
  name: string,
  integration: Integration,
  auths: AuthsAtOrigins,
): SecretUse[] {
  const environment = integration.environments[name];
  if (environment === undefined || 'sandbox' in environment) return [];
  return Object.entries(environment.credentials).flatMap(([credential, source]) => {
    if ('sandbox' in source) return [];
    const at = (origin: string) => auths.get(originKey(id, origin));
    const uses = usesIn({ integration, environment, credential, at });
    return [{ name: `${id}.${name}.${credential}`, integration: id, environment: name, source, uses }];
  });
}

/** Every credential of a real environment, in the order of the playbook. */
export function secretUses(playbook: Playbook, auths: AuthsAtOrigins): SecretUse[] {
  return [...playbook.integrations].flatMap(([id, { integration }]) =>
    Object.keys(integration.environments).flatMap((name) => inEnvironment(id, name, integration, auths)),
  );
}
