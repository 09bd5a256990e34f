// What a kind found, in lines of text, for the terminal and for pages. Pure.
import type {
  Change,
  Command,
  ContractChange,
  Deliveries,
  Drift,
  Metric,
  Vendor,
  VendorNotice,
} from './findings.ts';
import { counted } from './spoken.ts';
import { stepLines } from './step-lines.ts';
import type { StepOutcome } from './steps.ts';

interface Found {
  readonly attempts?:
    | readonly { readonly status: string; readonly because?: string | undefined }[]
    | undefined;
  readonly steps?: readonly StepOutcome[] | undefined;
  readonly vendor?: Vendor | undefined;
  readonly metric?: Metric | undefined;
  readonly changes?:
    | { readonly total: number; readonly items: readonly Change[]; readonly since: string }
    | undefined;
  readonly drift?: Drift | undefined;
  readonly command?: Command | undefined;
  readonly deliveries?: Deliveries | undefined;
  readonly assertions?:
    | readonly { readonly code?: string | undefined; readonly where?: string | undefined }[]
    | undefined;
}

/** `2026-11-27T03:12:45.123Z` as `2026-11-27 03:12:45Z`. */
export const instant = (text: string): string => text.replace('T', ' ').replace(/\.\d+/, '');

function noticeLine(word: string, { name, status, impact, from, until, url, ours }: VendorNotice): string {
  const time = [from && `from ${instant(from)}`, until && `until ${instant(until)}`]
    .filter(Boolean)
    .join(' ');
  const facts = [status, impact && `impact ${impact}`, time, url, ours ? '' : 'not what we use'];
  return `${word}: ${name} (${facts.filter(Boolean).join(', ')})`;
}

const vendorLines = ({ says, page, overall, components, incidents, maintenances }: Vendor): string[] => [
  says,
  `${page}: ${overall}`,
  ...components.map(({ name, status }) => `${name}: ${status.replaceAll('_', ' ')}`),
  ...incidents.map((one) => noticeLine('Incident', one)),
  ...maintenances.map((one) => noticeLine('Maintenance', one)),
];

const metricLines = ({ name, text, at, series }: Metric): string[] => [
  `${name} = ${text}${text === 'NaN' ? ' (nothing was counted)' : ''}, of ${series} series, at ${instant(at)}`,
];

function changeLines({ total, items, since }: NonNullable<Found['changes']>): string[] {
  if (total === 0) return [`Nothing changed since ${instant(since)}.`];
  const lines = items.map(({ at, source, title, author, id }) => {
    const who = author === undefined ? '' : `, ${author}`;
    return `${instant(at)}  ${title} (${source}${id === undefined ? '' : ` ${id.slice(0, 8)}`}${who})`;
  });
  return total > items.length ? [...lines, `And ${total - items.length} more.`] : lines;
}

const contractLine = ({
  class: word,
  method,
  path,
  text,
  id,
  tolerated,
  pointer,
}: ContractChange): string => {
  const where = method === undefined || path === undefined ? pointer : `${method} ${path}`;
  return `${word}: ${where}: ${text} (${id})${tolerated === undefined ? '' : `, ${tolerated}`}`;
};

/** What no broken promise says already. */
function driftLines({ total, changes }: Drift, promises: NonNullable<Found['assertions']>): string[] {
  if (total === 0) return ['The published contract is the pinned one.'];
  const said = new Set(promises.map(({ code, where }) => `${code} ${where}`));
  const lines = changes.filter(({ id, pointer }) => !said.has(`${id} ${pointer}`)).map(contractLine);
  return total > changes.length ? [...lines, `And ${total - changes.length} more.`] : lines;
}

/** Lines of a program's output that are shown. */
const MOST_LINES = 20;

function commandLines(command: Command): string[] {
  const { executable, arguments: given, exitCode, stdout, stderr, truncated } = command;
  const lines = [stdout, stderr].flatMap((text) => text.split('\n').filter((line) => line.trim() !== ''));
  const more = lines.length - MOST_LINES;
  return [
    `${[executable, ...given.map((one) => JSON.stringify(one))].join(' ')}  exit code ${exitCode ?? 'none'}`,
    ...lines.slice(0, MOST_LINES),
    ...(more > 0 ? [`And ${counted(more, 'line')} more.`] : []),
    ...(truncated ? ['It wrote more than the 64 KiB that are kept.'] : []),
  ];
}

function deliveryLines({ total, taken, refused }: Deliveries): string[] {
  const again = taken.reduce((sum, { attempts }) => sum + attempts - 1, 0);
  const why = refused.map(({ reason, count }) => `${count} refused (${reason})`);
  const facts = [`${total} taken`, ...(again === 0 ? [] : [`${again} of them again`]), ...why];
  return [`Deliveries: ${facts.join(', ')}`];
}

/** `Attempt 2 of 2 after reset.` */
function attemptLine(attempts: NonNullable<Found['attempts']>): string {
  const earlier = attempts.slice(0, -1).map(({ because, status }) => because ?? status);
  return `Attempt ${attempts.length}, after ${earlier.join(', ')}.`;
}

/** Lines for what was found; empty for a result that has nothing beside its assertions. */
export function foundLines(found: Found): string[] {
  const { attempts, steps, vendor, metric, changes, drift, command, deliveries, assertions = [] } = found;
  return [
    ...(attempts ? [attemptLine(attempts)] : []),
    ...(steps ? stepLines(steps) : []),
    ...(vendor ? vendorLines(vendor) : []),
    ...(metric ? metricLines(metric) : []),
    ...(changes ? changeLines(changes) : []),
    ...(drift ? driftLines(drift, assertions) : []),
    ...(command ? commandLines(command) : []),
    ...(deliveries ? deliveryLines(deliveries) : []),
  ];
}
