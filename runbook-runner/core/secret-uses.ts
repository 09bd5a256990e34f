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

function usesIn(integration: Integration, environment: RealEnvironment, credential: string): Binding[] {
  const { host } = new URL(environment.baseUrl);
  const sent = Object.entries(integration.auth).flatMap(([auth, method]) =>
    credentialsOf(method)
      .filter(([, used]) => used === credential)
      .map(([field]) => ({ host, slot: slotOf(auth, method, field) })),
  );
  const verifying = Object.entries(integration.webhooks ?? {})
    .filter(([, { secret }]) => secret === credential)
    .map(([source, webhook]) => ({ host, slot: webhookSlot(source, webhook) }));
  const onTheWay = passageSecrets(environment)
    .filter((one) => one.credential === credential)
    .map((one) => ({ host: one.host, slot: one.slot }));
  return [...sent, ...verifying, ...onTheWay];
}

function inEnvironment(id: string, name: string, integration: Integration): SecretUse[] {
  const environment = integration.environments[name];
  if (environment === undefined || 'sandbox' in environment) return [];
  return Object.entries(environment.credentials).flatMap(([credential, source]) => {
    if ('sandbox' in source) return [];
    const uses = usesIn(integration, environment, credential);
    return [{ name: `${id}.${name}.${credential}`, integration: id, environment: name, source, uses }];
  });
}

/** Every credential of a real environment, in the order of the playbook. */
export function secretUses(playbook: Playbook): SecretUse[] {
  return [...playbook.integrations].flatMap(([id, { integration }]) =>
    Object.keys(integration.environments).flatMap((name) => inEnvironment(id, name, integration)),
  );
}
