// Obtains the value of a metric: from a scraped page, once or twice, or from the HTTP API of a Prometheus server.
import { z } from 'zod';
import { DurationText } from '../../ports/duration-text.ts';
import type { AssertionResult, KindOutcome } from '../../ports/result.ts';
import { parseExposition, prometheusNumber, type Sample } from '../assertions/exposition.ts';
import { headerValue } from '../assertions/headers.ts';
import {
  Aggregation,
  aggregate,
  increase,
  Selector,
  sampleName,
  selectorText,
  seriesValue,
  type Value,
} from '../assertions/series.ts';
import type { CheckInput, CheckPorts } from '../kind.ts';
import { documentReader, type Fetched, jsonOf, unreadable } from './document.ts';
import { requestFields } from './fields.ts';

/** Pages of metrics are larger than most answers. */
const MAX_PAGE_BYTES = 4 * 1_048_576;
const MAX_WINDOW_MS = 60_000;
/** Characters of the warnings of Prometheus that are shown. */
const MAX_WARNING = 200;

export const Scrape = z
  .strictObject({
    path: requestFields.path.default('/metrics').describe('Path of the page, in the Prometheus text format.'),
    value: Selector,
    dividedBy: Selector.optional().describe(
      'Makes a ratio: which series are divided by, such as all requests.',
    ),
    increaseOver: DurationText.refine(({ ms }) => ms >= 100 && ms <= MAX_WINDOW_MS, 'from 100ms to 60s')
      .optional()
      .describe('Scrapes twice, this far apart, and takes how much each counter grew between.'),
  })
  .describe('A page of metrics.');
export type Scrape = z.output<typeof Scrape>;

export const Prometheus = z
  .strictObject({
    query: z.string().min(1).describe('PromQL; an instant query that gives a scalar or a vector.'),
    path: requestFields.path.default('/api/v1/query').describe('Path of the query API.'),
    aggregate: Aggregation.default('only'),
  })
  .describe('A Prometheus server.');
export type Prometheus = z.output<typeof Prometheus>;

type Seen = Extract<Fetched, { ok: true }>;
export type Measured =
  | { readonly ok: true; readonly value: Value; readonly read: AssertionResult; readonly seen: Seen['seen'] }
  | { readonly ok: false; readonly outcome: KindOutcome };

interface Source {
  readonly input: CheckInput<unknown>;
  readonly ports: CheckPorts;
  readonly auth: string | undefined;
}

const PAGE = 'The page of metrics';
const SERVER = 'The answer of Prometheus';

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf({ response }: Seen): string | undefined {
  try {
    return utf8.decode(response.body);
  } catch {
    return undefined;
  }
}

/** Name of the value in words. */
export function scrapeName({ value, dividedBy, increaseOver }: Scrape): string {
  const ratio =
    dividedBy === undefined ? selectorText(value) : `${selectorText(value)} / ${selectorText(dividedBy)}`;
  return increaseOver === undefined ? ratio : `increase over ${increaseOver.text} of ${ratio}`;
}

function divided(value: Value, by: Value, zero: boolean): Value {
  if ('fault' in value) return value;
  if ('fault' in by || 'absent' in by) return by;
  if ('least' in by) return { fault: `What is divided by is above ${by.value}; nobody can say by how much.` };
  // A counter with labels is not there before it counted for the first time.
  if ('absent' in value && !zero) return value;
  const top = 'absent' in value ? { value: 0, series: 0, atMs: undefined } : value;
  const times = [top.atMs, by.atMs].filter((one) => one !== undefined);
  const atMs = times.length > 0 ? Math.min(...times) : undefined;
  return { ...top, value: top.value / by.value, series: top.series + by.series, atMs };
}

type Page = Seen & { readonly samples: readonly Sample[] };

function pageReader({ input, ports, auth }: Source, { path, value, dividedBy }: Scrape) {
  const names = new Set([value, ...(dividedBy ? [dividedBy] : [])].map(sampleName));
  const read = documentReader(input, ports);
  return async (): Promise<Page | Extract<Fetched, { ok: false }>> => {
    const accept = 'text/plain;version=0.0.4';
    const fetched = await read({ name: PAGE, path, auth, accept, maxBodyBytes: MAX_PAGE_BYTES });
    if (!fetched.ok) return fetched;
    const text = textOf(fetched);
    const type = headerValue(fetched.response.headers, 'content-type') ?? '';
    const page =
      text === undefined
        ? { fault: 'The page is not valid UTF-8.' }
        : parseExposition(text, type, (name) => names.has(name));
    if ('fault' in page) return { ok: false, outcome: unreadable(PAGE, page.fault, fetched.seen) };
    return { ...fetched, samples: page.samples };
  };
}

/** `zero`: a missing series counts as 0. */
export async function scrape(source: Source, declared: Scrape, zero: boolean): Promise<Measured> {
  const { value, dividedBy, increaseOver } = declared;
  const { ports } = source;
  const begin = ports.clock.monotonicMs();
  const read = pageReader(source, declared);
  const first = await read();
  if (!first.ok) return first;
  let { samples, seen } = first;
  if (increaseOver) {
    if (source.input.deadlineMs <= increaseOver.ms + (ports.clock.monotonicMs() - begin)) {
      const detail = `The deadline leaves no time for a second scrape after ${increaseOver.text}.`;
      return { ok: false, outcome: unreadable(PAGE, detail, first.seen) };
    }
    await ports.clock.sleep(increaseOver.ms, source.input.signal);
    const second = await read();
    if (!second.ok) return second;
    samples = increase(first.samples, second.samples);
    seen = second.seen;
  }
  const of = seriesValue(value, samples);
  const made = dividedBy === undefined ? of : divided(of, seriesValue(dividedBy, samples), zero);
  return { ok: true, value: made, read: first.read, seen };
}

const Point = z.tuple([z.number(), z.string()]);
const Answer = z.object({
  status: z.literal('success'),
  warnings: z
    .array(z.string())
    .nullish()
    .transform((warnings) => warnings ?? []),
  /** What a cluster of VictoriaMetrics says in place of a warning. */
  isPartial: z.boolean().nullish(),
  data: z.discriminatedUnion('resultType', [
    z.object({ resultType: z.literal('scalar'), result: Point }),
    z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: Point })) }),
  ]),
});

function valueOfPoints(points: readonly z.output<typeof Point>[], how: Aggregation): Value {
  if (points.length === 0) return { absent: true };
  const values = points.map(([, text]) => prometheusNumber(text));
  const numbers = values.filter((value) => value !== undefined);
  if (numbers.length < values.length) return { fault: 'A value is no number.' };
  const value = aggregate(how, numbers);
  if (typeof value !== 'number') return value;
  const atMs = Math.min(...points.map(([seconds]) => seconds * 1000));
  return { value, series: points.length, atMs };
}

export async function askPrometheus({ input, ports, auth }: Source, declared: Prometheus): Promise<Measured> {
  const { path, query } = declared;
  const read = documentReader(input, ports);
  const fetched = await read({ name: SERVER, path, query: { query }, auth, accept: 'application/json' });
  if (!fetched.ok) return fetched;
  const json = jsonOf(SERVER, fetched);
  if (!json.ok) return json;
  const answer = Answer.safeParse(json.value);
  if (!answer.success) {
    const detail = 'It is no instant value: a successful answer with a scalar or a vector is needed.';
    return { ok: false, outcome: unreadable(SERVER, detail, fetched.seen) };
  }
  const { data, warnings, isPartial } = answer.data;
  if (warnings.length > 0 || isPartial) {
    const said = warnings.join('; ').slice(0, MAX_WARNING) || '"isPartial" is true.';
    const detail = `It warns, and the value may leave out a part of the data: ${said}`;
    return { ok: false, outcome: unreadable(SERVER, detail, fetched.seen) };
  }
  const points = data.resultType === 'scalar' ? [data.result] : data.result.map((one) => one.value);
  return {
    ok: true,
    value: valueOfPoints(points, declared.aggregate),
    read: fetched.read,
    seen: fetched.seen,
  };
}
