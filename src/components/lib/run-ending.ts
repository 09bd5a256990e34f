// What the end of a run says of the state that its runbook wants afterwards.
import { counted } from '../../../runbook-runner/ports/spoken.ts';

interface Ran {
  readonly run: string;
  readonly kind: string;
  readonly subject: string;
  readonly status: string;
}

/** One sentence; undefined where no check shows the state. A check counts as it ended when it was last run. */
export function afterwardsOf(
  records: readonly Omit<Ran, 'run'>[],
  checks: readonly string[],
): string | undefined {
  if (checks.length === 0) return undefined;
  const last = new Map(
    records.filter(({ kind }) => kind === 'check').map(({ subject, status }) => [subject, status]),
  );
  const passed = checks.filter((check) => last.get(check) === 'pass').length;
  if (passed === checks.length) return 'All that shows the state afterwards has passed.';
  return `Of what shows the state afterwards, ${passed} of ${checks.length} passed when last run.`;
}

/** One clause on the temporary changes that a run made and that hold; undefined where none does. */
export function holdingOf(
  records: readonly Pick<Ran, 'run'>[],
  temporaries: readonly { readonly run: string }[],
): string | undefined {
  const held = temporaries.filter(({ run }) => records.some((one) => one.run === run)).length;
  return held === 0 ? undefined : `Still on: ${counted(held, 'change')} of this run`;
}
