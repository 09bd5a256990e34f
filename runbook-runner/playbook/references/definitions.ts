// What the YAML definitions name: integrations, auth methods, contracts, checks, teams and channels.
import { suggest } from '../../errors/index.ts';
import type { Report } from '../diagnostics.ts';
import { type CheckDraft, contractsOf, type Draft, type DraftEntry } from '../draft.ts';
import type { Path, YamlValue } from '../read/yaml.ts';
import type { CheckBase } from '../schema/definitions.ts';
import type { Environment } from '../schema/environment.ts';

interface Named {
  readonly auth?: string;
  readonly contracts: readonly string[];
  readonly webhook?: string;
}

/** Where a text stands under a path; a kind says that it uses a name, not where it was written. */
function pathOfText(value: unknown, text: string, path: Path): Path | undefined {
  if (value === text) return path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = pathOfText(inner, text, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

function placeOf(yaml: YamlValue, text: string) {
  return yaml.at(pathOfText(yaml.value, text, []) ?? []);
}

export function followNamed(
  draft: Draft,
  report: Report,
  yaml: YamlValue,
  integration: string,
  named: Named,
): void {
  report.expectKnown(
    'unknown-integration',
    'integration',
    integration,
    draft.byKind.integration,
    yaml.at(['integration']),
  );
  for (const path of named.contracts) {
    if (draft.contracts.has(path)) continue;
    report.add(
      'unknown-contract',
      placeOf(yaml, path),
      `No contract stands at "${path}".`,
      suggest(path, draft.contracts.keys()),
    );
  }
  const declared = draft.byKind.integration.get(integration)?.front.integration;
  if (!declared) return;
  const expectOwn = (
    code: 'unknown-auth' | 'unknown-source',
    what: string,
    name = '',
    known: object = {},
  ) => {
    if (name === '' || Object.hasOwn(known, name)) return;
    const message = `The integration "${integration}" has no ${what} "${name}".`;
    report.add(code, placeOf(yaml, name), message, suggest(name, Object.keys(known)));
  };
  expectOwn('unknown-source', 'source of webhooks', named.webhook, declared.webhooks);
  expectOwn('unknown-auth', 'auth method', named.auth, declared.auth);
}

/** What the kind itself finds wrong, at its place in the definition or in the contract. */
function lintCheck(draft: Draft, report: Report, yaml: YamlValue, { kind, probe }: CheckDraft): void {
  for (const finding of kind.lint?.(probe, contractsOf(draft)) ?? []) {
    const file = finding.contract === undefined ? yaml : draft.contracts.get(finding.contract);
    if (file) report.add(finding.code, file.at(finding.path), finding.message, finding.hint);
  }
}

function followCheck(draft: Draft, report: Report, entry: DraftEntry<CheckDraft>): void {
  if (!entry.yaml || !entry.value) return;
  const { base, kind, probe } = entry.value;
  followNamed(draft, report, entry.yaml, base.integration, kind.references(probe));
  followOrigin(draft, report, entry.yaml, base);
  if (kind.changes?.(probe)) followChanges(draft, report, entry, base.integration);
  lintCheck(draft, report, entry.yaml, entry.value);
}

/** An origin must be declared wherever the check may run: what is missing shows now, not in an incident. */
function followOrigin(
  draft: Draft,
  report: Report,
  yaml: YamlValue,
  { integration, origin }: CheckBase,
): void {
  if (origin === undefined) return;
  const declared = draft.byKind.integration.get(integration)?.front.integration?.environments ?? {};
  for (const [environment, { origins }] of Object.entries(declared)) {
    if (Object.hasOwn(origins, origin)) continue;
    const message = `The environment "${environment}" of "${integration}" has no origin "${origin}".`;
    report.add('unknown-origin', yaml.at(['origin']), message, suggest(origin, Object.keys(origins)));
  }
}

const takesChanges = ({ allowsChanges, readOnly }: Environment): boolean => allowsChanges && !readOnly;

/** A check that changes something runs somewhere, and wherever its integration asks for it before data. */
function followChanges(
  draft: Draft,
  report: Report,
  { id, yaml }: DraftEntry<CheckDraft>,
  name: string,
): void {
  const integration = draft.byKind.integration.get(name);
  const declared = integration?.front.integration;
  if (!yaml || !declared) return;
  const hint = 'Declare `allowsChanges: true` for an environment in which it may make something.';
  const refusing = Object.entries(declared.environments).filter(([, one]) => !takesChanges(one));
  if (refusing.length === Object.keys(declared.environments).length) {
    const message = `No environment of "${name}" lets a check change anything.`;
    report.add('changes-not-allowed', yaml.at(['steps']), message, hint);
  }
  const index = declared.preflight.indexOf(id);
  const [first] = refusing;
  if (index < 0 || !first || !integration.yaml) return;
  const message = `"${id}" changes something, and the environment "${first[0]}" does not allow that.`;
  report.add('changes-not-allowed', integration.yaml.at(['integration', 'preflight', index]), message, hint);
}

function followPolicies(draft: Draft, report: Report): void {
  for (const { yaml, value } of draft.policies.values()) {
    if (!yaml || !value) continue;
    for (const [level, { notify }] of value.levels.entries()) {
      for (const [index, team] of notify.entries()) {
        report.expectKnown(
          'unknown-team',
          'team',
          team,
          draft.teams,
          yaml.at(['levels', level, 'notify', index]),
        );
      }
    }
    if (!value.vendor) continue;
    const place = yaml.at(['vendor', 'integration']);
    report.expectKnown(
      'unknown-integration',
      'integration',
      value.vendor.integration,
      draft.byKind.integration,
      place,
    );
  }
}

export function followDefinitions(draft: Draft, report: Report): void {
  for (const entry of draft.checks.values()) followCheck(draft, report, entry);
  followPolicies(draft, report);
  for (const { yaml, value } of draft.teams.values()) {
    if (yaml && value)
      report.expectKnown('unknown-channel', 'channel', value.channel, draft.channels, yaml.at(['channel']));
  }
}
