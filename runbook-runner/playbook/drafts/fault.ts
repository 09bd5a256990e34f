// Drafts the YAML of a fault from what a failing run met.
import { stringify } from 'yaml';

interface Met {
  readonly kind: string;
  readonly target: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly run: string;
  /** Day of the run, `2026-11-27`. */
  readonly day: string;
  /** Title of the check that failed. */
  readonly check: string;
  /** What went wrong, in one line. */
  readonly because: string;
}

export function draftFault({ kind, target, options, run, day, check, because }: Met): string {
  const fields = {
    title: `What "${check}" met on ${day}`,
    ...{ kind, target, duration: '10m' },
    ...options,
    expect: `Recorded in run ${run}. ${because}`,
  };
  return stringify(fields, { lineWidth: 110 });
}
