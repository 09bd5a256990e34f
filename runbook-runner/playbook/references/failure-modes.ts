// What failure modes name, and that at least one check can show each of them.
import type { Report } from '../diagnostics.ts';
import type { Draft } from '../draft.ts';
import type { FailureMode, Matcher } from '../schema/pages.ts';
import { assertionsOf } from './assertions.ts';

/** Transport problems and statuses can show in any check that opens a connection; an assertion must be made. */
function canShow(draft: Draft, check: string, matcher: Matcher): boolean {
  if (matcher.assertion === undefined) return true;
  return assertionsOf(draft, check)?.includes(matcher.assertion) ?? true;
}

function isRecognisable(draft: Draft, mode: FailureMode): boolean {
  const checks = mode.recognisedBy.filter((id) => draft.checks.has(id));
  return checks.some((check) => mode.signature.some((matcher) => canShow(draft, check, matcher)));
}

export function followFailureModes(draft: Draft, report: Report): void {
  for (const { front, yaml, shortId } of draft.byKind.failureMode.values()) {
    const mode = front.failureMode;
    if (!mode || !yaml) continue;
    for (const [index, id] of mode.recognisedBy.entries()) {
      report.expectKnown(
        'unknown-check',
        'check',
        id,
        draft.checks,
        yaml.at(['failureMode', 'recognisedBy', index]),
      );
    }
    for (const [index, id] of mode.scenarios.entries()) {
      const place = yaml.at(['failureMode', 'scenarios', index]);
      report.expectKnown('unknown-scenario', 'scenario', id, draft.byKind.scenario, place);
    }
    if (isRecognisable(draft, mode)) continue;
    const message = `None of the checks in "recognisedBy" can show "${shortId}".`;
    const hint = 'Name a check that makes one of the assertions of the signature.';
    report.add('mode-not-recognisable', yaml.keyAt(['failureMode', 'recognisedBy']), message, hint);
  }
}
