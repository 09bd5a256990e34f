// What a condition needs in the result of its check.
import { suggest } from '../../errors/index.ts';
import type { Report } from '../diagnostics.ts';
import type { Draft } from '../draft.ts';
import type { Path, YamlValue } from '../read/yaml.ts';
import type { Condition } from '../schema/condition.ts';
import { assertionsOf } from './assertions.ts';

/** The assertion that a condition needs in the result; undefined when any result will do. */
function needed(condition: Condition): string | undefined {
  if (condition.on === 'assertion') return condition.assertion;
  if (condition.on === 'status') return 'status';
  return condition.on === 'verdict' ? undefined : 'latency';
}

/** Reports a condition on something that its check never looks at; `path` leads to the condition. */
export function followAssertion(
  draft: Draft,
  report: Report,
  condition: Condition,
  yaml: YamlValue,
  path: Path,
): void {
  const { check } = condition;
  const assertion = needed(condition);
  const made = assertionsOf(draft, check);
  if (assertion === undefined || made === undefined || made.includes(assertion)) return;
  const where = yaml.at([...path, condition.on === 'assertion' ? 'assertion' : 'check']);
  const message = `The check "${check}" makes no assertion "${assertion}".`;
  report.add('unknown-assertion', where, message, suggest(assertion, made));
}
