// Reads a page of metrics in the Prometheus text format 0.0.4, or in OpenMetrics 1.0. Strict, since what is not
// understood may be an error page or half of one: a line that is no sample makes the whole page unreadable.

export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** NaN and the infinities too. */
  readonly value: number;
  /** Milliseconds since 1970, when the page says it. */
  readonly atMs?: number;
}

export type Exposition = { readonly samples: readonly Sample[] } | { readonly fault: string };

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const OPEN = /[ \t]*\{/y;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|(?=\}))/y;
/** A name that needs quotes stands among the labels. */
const QUOTED_NAME = /\s*"((?:[^"\\]|\\.)*)"\s*(,|(?=\}))/y;
const REST = /\s*(\S+)(?:\s+(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?))?\s*(?:# \{.*)?$/iy;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

/** A number as Prometheus writes it; undefined for anything else. */
export function prometheusNumber(text: string): number | undefined {
  return SPECIAL.get(text.toLowerCase()) ?? (NUMBER.test(text) ? Number(text) : undefined);
}

const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));

function next(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

function sampleOf(line: string, unitMs: number): Sample | undefined {
  let name = next(NAME, line, 0)?.[0] ?? '';
  let at = name.length;
  const labels = new Map<string, string>();
  const open = next(OPEN, line, at);
  if (open) {
    at += open[0].length;
    const quoted = name === '' ? next(QUOTED_NAME, line, at) : null;
    if (quoted) [name, at] = [unescaped(quoted[1] ?? ''), at + quoted[0].length];
    for (let label = next(LABEL, line, at); label; label = next(LABEL, line, at)) {
      const [all, own = '', text = ''] = label;
      // Readers differ in which of two values they take.
      if (labels.has(own)) return undefined;
      labels.set(own, unescaped(text));
      at += all.length;
    }
    if (!/\s*\}/y.test(line.slice(at))) return undefined;
    at = line.indexOf('}', at) + 1;
  }
  const rest = next(REST, line, at);
  const value = prometheusNumber(rest?.[1] ?? '');
  if (name === '' || !rest || value === undefined) return undefined;
  return { name, labels, value, ...(rest[2] === undefined ? {} : { atMs: Number(rest[2]) * unitMs }) };
}

/** Why the page cannot be all of it. OpenMetrics marks its end, so that a page that was cut between two lines is told. */
function cutOff(text: string, openMetrics: boolean): string | undefined {
  if (text === '') return 'The page is empty.';
  if (!openMetrics) return text.endsWith('\n') ? undefined : 'The page ends within a line.';
  return /(^|\n)# EOF\r?\n?$/.test(text) ? undefined : 'The page ends before "# EOF".';
}

/** The same for the same series, in whatever order its labels stand. */
export const seriesKey = ({ name, labels }: Sample): string =>
  JSON.stringify([name, [...labels].sort(([a], [b]) => (a < b ? -1 : 1))]);

/** The samples whose name `wanted` says yes to; every other line is only looked at. */
export function parseExposition(
  text: string,
  contentType: string,
  wanted: (name: string) => boolean,
): Exposition {
  const openMetrics = /^application\/openmetrics-text\b/i.test(contentType);
  const fault = cutOff(text, openMetrics);
  if (fault !== undefined) return { fault };
  const unitMs = openMetrics ? 1000 : 1;
  const samples: Sample[] = [];
  const lines = new Map<string, number>();
  let seen = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const sample = sampleOf(line, unitMs);
    if (!sample) return { fault: `Line ${index + 1} is no sample of a metric: ${line.slice(0, 80)}` };
    seen += 1;
    if (!wanted(sample.name)) continue;
    const key = seriesKey(sample);
    const first = lines.get(key);
    if (first !== undefined)
      return { fault: `Line ${index + 1} tells the series of line ${first} again: ${line.slice(0, 80)}` };
    lines.set(key, index + 1);
    samples.push(sample);
  }
  return seen === 0 ? { fault: 'The page has no sample of any metric.' } : { samples };
}
