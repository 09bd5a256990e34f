// What a person reached in a drill, and the points for it: pure.
import type { LiveFire } from '../../playbook/schema/drill.ts';
import type { CheckResult } from '../../ports/result.ts';
import { counted } from '../../ports/spoken.ts';
import type { RunRecord } from '../../ports/store.ts';

/** Milliseconds from the fault to each of the five; undefined until it is reached. */
export interface Marks {
  readonly detected: number | undefined;
  /** Detected, and the expected failure mode ranked first. */
  readonly recognised: number | undefined;
  readonly mitigated: number | undefined;
  /** Green after the mitigation, while the fault lasted. */
  readonly recovered: number | undefined;
  /** Detected no later than the objective says. */
  readonly inTime: boolean;
}

export interface Scored {
  readonly status: 'pass' | 'fail';
  /** 0 to 100. */
  readonly points: number;
  readonly lines: readonly { readonly what: string; readonly points: number }[];
}

const HINT_COSTS = 10;
const NONE: Marks = {
  ...{ detected: undefined, recognised: undefined, mitigated: undefined, recovered: undefined },
  inTime: false,
};

/** When the fault was on, as the stage says that broke the sandbox; undefined when it never was, or nobody knows. */
export function brokenAt(drill: RunRecord, stage: RunRecord | undefined): string | undefined {
  // Drills that were begun before this was a stage have none: theirs began with the fault.
  if (stage === undefined) return drill.startedAt;
  return stage.status === 'done' ? (stage.finishedAt ?? undefined) : undefined;
}

/** Without a fault nothing is reached. */
export function marksOf(drill: LiveFire, broken: string | undefined, records: readonly RunRecord[]): Marks {
  if (broken === undefined) return NONE;
  const since = ({ finishedAt, startedAt }: RunRecord) =>
    Date.parse(finishedAt ?? startedAt) - Date.parse(broken);
  const of = (kind: RunRecord['kind'], status: string, subject?: string) =>
    records.filter(
      (one) => one.kind === kind && one.status === status && (subject ?? one.subject) === one.subject,
    );
  const [red] = of('check', 'fail', drill.detect.check);
  const [named] = of('check', 'fail', drill.detect.check).filter(
    ({ result }) => (result as CheckResult | null)?.failureModes[0]?.failureMode === drill.expect.failureMode,
  );
  const [acted] = of('action', 'done');
  const green =
    acted &&
    of('check', 'pass', drill.recover.check).find(
      (one) => since(one) >= Date.parse(acted.startedAt) - Date.parse(broken),
    );
  const detected = red && since(red);
  return {
    detected,
    recognised: named && since(named),
    mitigated: acted && since(acted),
    recovered: green && since(green),
    inTime: detected !== undefined && detected <= PERSON_FACTOR * drill.detect.within.ms,
  };
}

/** A person reads before they press: the objective of the unattended drill, six times. */
const PERSON_FACTOR = 6;

/** `trouble`: what was not as before at the end. */
export function score(marks: Marks, hints: number, trouble: string | undefined): Scored {
  const lines = [
    line('The failure was seen', marks.detected !== undefined, 20),
    line('It was seen in time', marks.inTime, 10),
    line('The right failure mode was named', marks.recognised !== undefined, 10),
    line('The mitigation was done', marks.mitigated !== undefined, 20),
    line('Recovery was verified while the fault lasted', marks.recovered !== undefined, 20),
    line(trouble ?? 'All was as before at the end', trouble === undefined, 20),
    { what: counted(hints, 'hint'), points: -HINT_COSTS * hints },
  ];
  const points = Math.max(
    0,
    lines.reduce((sum, one) => sum + one.points, 0),
  );
  const held = marks.mitigated !== undefined && marks.recovered !== undefined && trouble === undefined;
  return { status: held ? 'pass' : 'fail', points, lines };
}

const line = (what: string, reached: boolean, points: number) => ({ what, points: reached ? points : 0 });
