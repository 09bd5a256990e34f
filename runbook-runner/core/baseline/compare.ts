// What a check measured of the healthy state, and how two measurements differ: pure.
import type { Allowed, Baseline } from '../../playbook/schema/baseline.ts';
import type { CheckResult, Verdict } from '../../ports/result.ts';
import { fieldChanges } from '../field-changes.ts';

const FIGURES = ['p50', 'p95', 'p99', 'error rate', 'quota used'] as const;
export type FigureName = (typeof FIGURES)[number];

/** Latencies in milliseconds, rates and shares from 0 to 1. */
export type Figures = Readonly<Partial<Record<FigureName, number>>>;

export interface Measurement {
  readonly run: string;
  readonly check: string;
  readonly status: Verdict;
  readonly figures: Figures;
  /** There when this is the check of the configuration, and it could be read. */
  readonly configuration: { readonly revision: unknown; readonly settings: unknown } | undefined;
}

export interface Compared {
  readonly check: string;
  readonly what: FigureName | 'verdict' | 'configuration';
  readonly recorded: string | number;
  /** Null when it was not measured this time. */
  readonly now: string | number | null;
  /** The largest figure that is still healthy, or in words what must be the same. */
  readonly allowed: string | number;
  readonly within: boolean;
}

export function measurementOf(result: CheckResult, { configuration }: Baseline): Measurement {
  const { run, check, status, latency, quota } = result;
  const shares = (quota?.limits ?? []).flatMap(({ share }) => (share === undefined ? [] : [share]));
  const figures: Figures = {
    ...(latency && {
      ...{ p50: latency.p50Ms, p95: latency.p95Ms, p99: latency.p99Ms },
      'error rate': latency.errorRate,
    }),
    ...(shares.length > 0 && { 'quota used': 1 - Math.min(...shares) }),
  };
  const read = configuration?.check === check ? settingsIn(result, configuration) : undefined;
  return { run, check, status, figures, configuration: read };
}

function settingsIn(
  { exchange }: CheckResult,
  { revision, settings }: NonNullable<Baseline['configuration']>,
): Measurement['configuration'] {
  try {
    const body: unknown = JSON.parse(exchange?.response?.body ?? '');
    const members = new Map(Object.entries(body ?? {}));
    if (!members.has(settings)) return undefined;
    return { revision: members.get(revision), settings: members.get(settings) };
  } catch {
    // An answer that is no JSON shows no configuration; its check tells why.
    return undefined;
  }
}

/** Every figure that was recorded, as it is now. A figure that is gone is outside. */
export function compareMeasurements(
  before: Measurement,
  now: Measurement | undefined,
  allowed: Allowed,
): Compared[] {
  const { check } = before;
  const verdict: Compared = {
    ...{ check, what: 'verdict', recorded: before.status, now: now?.status ?? null },
    ...{ allowed: before.status, within: now?.status === before.status },
  };
  const figures = FIGURES.flatMap((what): Compared[] => {
    const recorded = before.figures[what];
    if (recorded === undefined) return [];
    const seen = now?.figures[what] ?? null;
    const most = mostOf(what, recorded, allowed);
    return [{ check, what, recorded, now: seen, allowed: most, within: seen !== null && seen <= most }];
  });
  return [verdict, ...figures, ...configurationOf(before, now)];
}

function mostOf(what: FigureName, recorded: number, allowed: Allowed): number {
  if (what === 'error rate') return Math.min(1, recorded + allowed.errorRate);
  if (what === 'quota used') return Math.min(1, recorded + allowed.quotaUse);
  return recorded * allowed.latencyTimes + allowed.latencyPlus.ms;
}

/** The settings count, not the number: an undo makes a new revision with the old settings. */
function configurationOf(before: Measurement, now: Measurement | undefined): Compared[] {
  if (before.configuration === undefined) return [];
  const told = now?.configuration;
  const changes = told ? fieldChanges(before.configuration.settings, told.settings) : [];
  const changed = changes.map((one) => `${one.field} was ${text(one.before)}, is ${text(one.after)}`);
  const revision = told ? `revision ${text(told.revision)}` : null;
  return [
    {
      ...{ check: before.check, what: 'configuration', allowed: 'the same settings' },
      recorded: `revision ${text(before.configuration.revision)}`,
      now: changed.length > 0 ? `${revision}: ${changed.join('; ')}` : revision,
      within: told !== undefined && changed.length === 0,
    },
  ];
}

const text = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
