// What actions name, and what each owes: a way back or a word that there is none, and what its kind asks for.
import type { Report } from '../diagnostics.ts';
import type { ActionDraft, Draft, DraftEntry } from '../draft.ts';
import type { YamlValue } from '../read/yaml.ts';
import { followAssertion } from './conditions.ts';
import { followNamed } from './definitions.ts';

function followAction(draft: Draft, report: Report, { yaml, value }: DraftEntry<ActionDraft>): void {
  if (!yaml || !value) return;
  const { base, kind, do: change, undo } = value;
  for (const operation of undo === undefined ? [change] : [change, undo]) {
    followNamed(draft, report, yaml, base.integration, kind.references(operation));
  }
  for (const [index, id] of base.verify.entries()) {
    report.expectKnown('unknown-check', 'check', id, draft.checks, yaml.at(['verify', index]));
  }
  followPreconditions(draft, report, yaml, value);
  followUndo(report, yaml, value);
  if (!base.irreversible && base.verify.length === 0) {
    report.add('action-without-verify', yaml.keyAt(['verify']), 'The action has no "verify".', DECLARE);
  }
  if (kind.temporary === true && base.expires === undefined) {
    const hint = 'Say when it ends by itself: expires: 1h';
    report.add(
      'action-without-expiry',
      yaml.keyAt([]),
      `An action of the kind "${kind.kind}" has no "expires".`,
      hint,
    );
  }
}

const DECLARE = 'Declare it, or mark the action with "irreversible: true".';

function followPreconditions(
  draft: Draft,
  report: Report,
  yaml: YamlValue,
  { base, kind }: ActionDraft,
): void {
  for (const [index, condition] of base.preconditions.entries()) {
    const path = ['preconditions', index];
    const named = yaml.value as { readonly preconditions?: readonly unknown[] };
    const short = typeof named.preconditions?.[index] === 'string';
    const place = yaml.at(short ? path : [...path, 'check']);
    if (!report.expectKnown('unknown-check', 'check', condition.check, draft.checks, place)) continue;
    followAssertion(draft, report, condition, yaml, path);
  }
  if (kind.guarded !== true || base.preconditions.length > 0) return;
  const message = `An action of the kind "${kind.kind}" has no "preconditions".`;
  const hint = 'Declare what must be seen before it may go ahead.';
  report.add('action-without-precondition', yaml.keyAt([]), message, hint);
}

function followUndo(report: Report, yaml: YamlValue, { base, kind, do: change, undo }: ActionDraft): void {
  if (base.irreversible) {
    const ways = [
      ...(undo === undefined ? [] : ['undo']),
      ...(base.expires === undefined ? [] : ['expires']),
    ];
    for (const key of ways) {
      const message = `The action is marked irreversible and has an "${key}".`;
      report.add('irreversible-with-undo', yaml.keyAt([key]), message, 'Remove one of the two.');
    }
    return;
  }
  const knowsBack = kind.back?.(change) !== undefined;
  if (undo === undefined && !knowsBack) {
    report.add('action-without-undo', yaml.keyAt([]), 'The action has no "undo".', DECLARE);
  }
  if (undo === undefined || !knowsBack) return;
  const message = `The kind "${kind.kind}" puts back what it replaced by itself.`;
  report.add('own-undo', yaml.keyAt(['undo']), message, 'Remove the "undo".');
}

export function followActions(draft: Draft, report: Report): void {
  for (const entry of draft.actions.values()) followAction(draft, report, entry);
}
