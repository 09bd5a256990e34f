// What the playbook declares of a source of webhooks, for one environment.
import type { SecretUse } from '../ports/credential.ts';
import type { SourceName } from '../ports/inbound.ts';
import type { Playbook } from './playbook.ts';
import { webhookSlot } from './secret-slots.ts';

/** All that is needed to get its secret and to hold a delivery to it. */
export interface DeclaredWebhook extends SecretUse {
  readonly toleranceMs: number;
}

const SANDBOX = 'https://127.0.0.1';

const own = <Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;

/** Undefined when the playbook declares no such source, or has no secret for it in this environment. */
export function declaredWebhook(playbook: Playbook, name: SourceName): DeclaredWebhook | undefined {
  const { integration, environment } = name;
  const declared = playbook.integrations.get(integration)?.integration;
  const webhook = own(declared?.webhooks, name.source);
  const place = own(declared?.environments, environment);
  const source = own(place?.credentials, webhook?.secret ?? '');
  if (!webhook || !place || !source) return undefined;
  const loopback = 'sandbox' in place;
  return {
    ...{ integration, environment, credential: webhook.secret, source, loopback },
    slot: webhookSlot(name.source, webhook),
    baseUrl: loopback ? SANDBOX : place.baseUrl,
    toleranceMs: webhook.tolerance.ms,
  };
}

/** Environments in which some source can be verified. */
export function webhookEnvironments(playbook: Playbook): string[] {
  const found = [...playbook.integrations].flatMap(([integration, { integration: declared }]) =>
    Object.keys(declared.environments).filter((environment) =>
      Object.keys(declared.webhooks ?? {}).some((source) =>
        declaredWebhook(playbook, { integration, environment, source }),
      ),
    ),
  );
  return [...new Set(found)];
}
