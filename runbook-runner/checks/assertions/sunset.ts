// Holds an answer to the days that its version still has, from what the answer itself says of its end.

import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { Duration } from '../../ports/duration.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { counted, spoken } from '../../ports/spoken.ts';
import type { Answer, Assertion } from './assertion.ts';
import { type Claim, differs, kept } from './result.ts';
import {
  dateOf,
  type Link,
  readDeprecation,
  readLinks,
  readSunset,
  readVersion,
  type Told,
} from './sunset-fields.ts';
import type { SunsetExpectation } from './sunset-schema.ts';

const broken = differs(ASSERTION_CODES.sunset);

const DAY_MS = 86_400_000;
const linked = (links: readonly Link[]): string =>
  links.length === 0 ? '' : ` See ${links.map(({ rel, uri }) => `${uri} (${rel})`).join(', ')}.`;

/** Whole days to a tenth, towards the past, so that nothing ended looks alive. */
const daysTo = (ms: number, now: Date): number => Math.floor(((ms - now.getTime()) / DAY_MS) * 10) / 10;

interface Seen {
  readonly now: Date;
  readonly links: readonly Link[];
}

/** One end in time against the days that must be left. */
function evaluateEnd(claim: Claim, ms: number, least: Duration, { now, links }: Seen): AssertionResult {
  const days = daysTo(ms, now);
  const when = `${dateOf(ms)}, ${counted(Math.abs(days), 'day')} ${days < 0 ? 'ago' : 'from now'}`;
  const detail = `The end is on ${when}.${linked(links)}`;
  if (days < 0) return broken(claim, `${days}d`, 'ended', `The end was on ${when}.${linked(links)}`);
  if (ms - now.getTime() < least.ms) return broken(claim, `${days}d`, 'ending', detail);
  return { ...kept(claim, `${days}d`), detail };
}

function evaluateSunset(least: Duration, sunset: Told, deprecation: Told, seen: Seen): AssertionResult {
  const title = `the announced end is at least ${spoken(least)} away`;
  const claim: Claim = { assertion: 'sunset', title, expected: least.text, where: 'sunset' };
  if (sunset.is === 'malformed') {
    return broken(claim, sunset.text, 'malformed', 'Sunset is not an HTTP date.');
  }
  if (sunset.is !== 'at') return kept(claim, 'no end announced');
  if (deprecation.is === 'at' && sunset.ms < deprecation.ms) {
    const detail = `The end is on ${dateOf(sunset.ms)}, and the deprecation on ${dateOf(deprecation.ms)}.`;
    return broken(claim, dateOf(sunset.ms), 'before-deprecation', detail);
  }
  return evaluateEnd(claim, sunset.ms, least, seen);
}

function evaluateDeprecation(allowed: boolean, deprecation: Told, { now, links }: Seen): AssertionResult {
  const expected = allowed ? 'readable' : 'not deprecated';
  const title = allowed ? 'what is said of deprecation can be read' : 'the answer is not deprecated';
  const claim: Claim = { assertion: 'sunset', title, expected, where: 'deprecation' };
  if (deprecation.is === 'malformed') {
    return broken(claim, deprecation.text, 'malformed', 'Deprecation is not a date (RFC 9745).');
  }
  if (deprecation.is === 'absent') return kept(claim, 'not deprecated');
  const on = deprecation.is === 'at' ? ` on ${dateOf(deprecation.ms)}` : '';
  const will = deprecation.is === 'at' && deprecation.ms > now.getTime();
  const actual = will ? `deprecated${on}` : 'deprecated';
  const detail = `It ${will ? 'will be' : 'was'} deprecated${on}.${linked(links)}`;
  return allowed ? { ...kept(claim, actual), detail } : broken(claim, actual, 'deprecated', detail);
}

function evaluateVersion(
  expected: SunsetExpectation,
  { headers }: Answer['response'],
  seen: Seen,
): AssertionResult[] {
  const { version, daysLeft } = expected;
  if (!version) return [];
  const { header, supportedFor } = version;
  const title = `the version in ${header} is supported for at least ${spoken(daysLeft)} more`;
  const claim: Claim = { assertion: 'sunset', title, expected: daysLeft.text, where: header };
  const told = readVersion(headers, header);
  if (told.is === 'at') return [evaluateEnd(claim, told.ms + supportedFor.ms, daysLeft, seen)];
  if (told.is !== 'malformed') {
    return [broken(claim, null, 'missing', `The header ${header} is not sent.`)];
  }
  return [broken(claim, told.text, 'malformed', `The version in ${header} does not begin with a date.`)];
}

async function evaluate(expected: SunsetExpectation, answer: Answer): Promise<AssertionResult[]> {
  const { response, now } = answer;
  const [deprecation, links] = await Promise.all([readDeprecation(response.headers), readLinks(response)]);
  const seen = { now, links };
  return [
    evaluateDeprecation(expected.deprecated, deprecation, seen),
    evaluateSunset(expected.daysLeft, readSunset(response.headers), deprecation, seen),
    ...evaluateVersion(expected, response, seen),
  ];
}

export const sunsetAssertion: Assertion<SunsetExpectation, Answer> = {
  name: 'sunset',
  title: 'Deprecation and end of life',
  summary:
    'Reads Deprecation, Sunset and a dated version, and holds the days that are left to a least; they are negative once the end has passed. Links that tell more are shown.',
  example: 'sunset: { daysLeft: 90d, version: { header: lumenpay-version, supportedFor: P730D } }',
  codes: ASSERTION_CODES.sunset,
  describe: ({ daysLeft, deprecated, version }) => [
    ...(deprecated ? [] : ['it is not deprecated']),
    `no end is announced within ${spoken(daysLeft)}`,
    ...(version
      ? [`the version in \`${version.header}\` is supported for at least ${spoken(daysLeft)} more`]
      : []),
  ],
  evaluate,
};
