// What failure modes name, and that the checks which should recognise one can show every matcher of its signature.
import { suggest } from '../../errors/index.ts';
import { codesOf } from '../../ports/assertion-codes.ts';
import type { Report } from '../diagnostics.ts';
import type { Draft } from '../draft.ts';
import type { Path, YamlValue } from '../read/yaml.ts';
import type { FailureMode, Matcher, Sign } from '../schema/failure-mode.ts';
import { contradiction, unshown } from './never-matches.ts';

function followCodes(report: Report, yaml: YamlValue, { assertion, code }: Sign, path: Path): void {
  const known = assertion === undefined ? undefined : codesOf(assertion);
  for (const [index, one] of (code ?? []).entries()) {
    if (known === undefined || known.includes(one)) continue;
    const message = `The assertion "${assertion}" has no code "${one}".`;
    report.add('unknown-code', yaml.at([...path, 'code', index]), message, suggest(one, known));
  }
}

function followSigns(report: Report, yaml: YamlValue, matcher: Matcher, path: Path): void {
  followCodes(report, yaml, matcher, path);
  for (const list of ['allOf', 'noneOf'] as const) {
    for (const [index, sign] of (matcher[list] ?? []).entries()) {
      followCodes(report, yaml, sign, [...path, list, index]);
    }
  }
}

/** Refuses matchers that can never match; a mode of which no check shows anything is refused as a whole. */
function followSignature(
  draft: Draft,
  report: Report,
  mode: FailureMode,
  yaml: YamlValue,
  shortId: string,
): void {
  const checks = mode.recognisedBy.filter((id) => draft.checks.has(id));
  const unseen = mode.signature.map((matcher) => unshown(draft, checks, matcher));
  if (unseen.every((one) => one !== undefined)) {
    const message = `None of the checks in "recognisedBy" can show "${shortId}".`;
    const hint = 'Name a check that makes one of the assertions of the signature.';
    report.add('mode-not-recognisable', yaml.keyAt(['failureMode', 'recognisedBy']), message, hint);
  }
  for (const [index, matcher] of mode.signature.entries()) {
    const path = ['failureMode', 'signature', index];
    followSigns(report, yaml, matcher, path);
    const itself = contradiction(matcher);
    if (itself !== undefined) report.add('matcher-never-matches', yaml.at(path), itself);
    else if (unseen[index] !== undefined && unseen.includes(undefined)) {
      const message = 'No check in "recognisedBy" can show this.';
      report.add('matcher-never-matches', yaml.at(path), message, unseen[index]);
    }
  }
}

function followNames(draft: Draft, report: Report, mode: FailureMode, yaml: YamlValue): void {
  for (const list of ['recognisedBy', 'staysGreen'] as const) {
    for (const [index, id] of mode[list].entries()) {
      const place = yaml.at(['failureMode', list, index]);
      report.expectKnown('unknown-check', 'check', id, draft.checks, place);
      if (list === 'recognisedBy' || !mode.recognisedBy.includes(id)) continue;
      const message = `"${id}" stands in "recognisedBy" too, so it turns red.`;
      report.add('red-and-green', place, message, 'Remove one of the two.');
    }
  }
  for (const [index, id] of mode.scenarios.entries()) {
    const place = yaml.at(['failureMode', 'scenarios', index]);
    report.expectKnown('unknown-scenario', 'scenario', id, draft.byKind.scenario, place);
  }
}

export function followFailureModes(draft: Draft, report: Report): void {
  for (const { front, yaml, shortId } of draft.byKind.failureMode.values()) {
    const mode = front.failureMode;
    if (!mode || !yaml) continue;
    followNames(draft, report, mode, yaml);
    followSignature(draft, report, mode, yaml, shortId);
  }
}
