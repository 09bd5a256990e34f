// What integration pages name: their team, preflight checks, contract, and the credentials of each environment.
import { suggest } from '../../errors/index.ts';
import { credentialsOf } from '../credential-fields.ts';
import type { Report } from '../diagnostics.ts';
import type { Draft } from '../draft.ts';
import { passageSecrets } from '../passage-secrets.ts';
import type { YamlValue } from '../read/yaml.ts';
import type { Integration } from '../schema/integration.ts';

/** Every credential that the page names, with the path to where it does. */
function namedCredentials({ auth, webhooks = {} }: Integration): [credential: string, path: string[]][] {
  return [
    ...Object.entries(auth).flatMap(([name, method]) =>
      credentialsOf(method).map(([field, used]): [string, string[]] => [used, ['auth', name, field]]),
    ),
    ...Object.entries(webhooks).map(([name, { secret }]): [string, string[]] => [
      secret,
      ['webhooks', name, 'secret'],
    ]),
  ];
}

function followCredentials(integration: Integration, yaml: YamlValue, report: Report): void {
  for (const [credential, path] of namedCredentials(integration)) {
    for (const [environment, { credentials }] of Object.entries(integration.environments)) {
      if (Object.hasOwn(credentials, credential)) continue;
      const message = `The environment "${environment}" has no credential "${credential}".`;
      const place = yaml.at(['integration', ...path]);
      report.add('unknown-credential', place, message, suggest(credential, Object.keys(credentials)));
    }
  }
}

function followPassage(integration: Integration, yaml: YamlValue, report: Report): void {
  for (const [name, environment] of Object.entries(integration.environments)) {
    const { credentials } = environment;
    for (const { credential, path } of passageSecrets(environment)) {
      if (Object.hasOwn(credentials, credential)) continue;
      const message = `The environment "${name}" has no credential "${credential}".`;
      const place = yaml.at(['integration', 'environments', name, ...path]);
      report.add('unknown-credential', place, message, suggest(credential, Object.keys(credentials)));
    }
  }
}

/** The agreed contract, and the documents by which the sandbox mocks the upstream. */
function followContracts(
  { contracts }: Draft,
  integration: Integration,
  yaml: YamlValue,
  report: Report,
): void {
  const mocks = Object.entries(integration.environments).map(
    ([name, environment]): [string | undefined, string[]] => [
      'openapi' in environment ? environment.openapi : undefined,
      ['environments', name, 'openapi'],
    ],
  );
  for (const [contract, path] of [[integration.contract, ['contract']] as const, ...mocks]) {
    if (contract === undefined || contracts.has(contract)) continue;
    const place = yaml.at(['integration', ...path]);
    const message = `No contract stands at "${contract}".`;
    report.add('unknown-contract', place, message, suggest(contract, contracts.keys()));
  }
}

/** The checks that an integration names, each with its place. */
function checksOf({ preflight, baseline }: Integration): [id: string, path: (string | number)[]][] {
  const { checks, configuration } = baseline;
  return [
    ...preflight.map((id, index): [string, (string | number)[]] => [id, ['preflight', index]]),
    ...checks.map((id, index): [string, (string | number)[]] => [id, ['baseline', 'checks', index]]),
    ...(configuration
      ? [[configuration.check, ['baseline', 'configuration', 'check']] as [string, string[]]]
      : []),
  ];
}

export function followIntegrations(draft: Draft, report: Report): void {
  for (const { front, yaml } of draft.byKind.integration.values()) {
    const { integration } = front;
    if (!integration || !yaml) continue;
    report.expectKnown(
      'unknown-team',
      'team',
      integration.owner,
      draft.teams,
      yaml.at(['integration', 'owner']),
    );
    for (const [id, path] of checksOf(integration)) {
      const place = yaml.at(['integration', ...path]);
      report.expectKnown('unknown-check', 'check', id, draft.checks, place);
    }
    followContracts(draft, integration, yaml, report);
    followCredentials(integration, yaml, report);
    followPassage(integration, yaml, report);
  }
}
