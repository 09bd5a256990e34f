// One recorded exchange as an entry of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/). Pure.
import type { Exchange, Phases, Problem } from '../ports/result.ts';

/** An exchange with what was recorded beside it. */
export interface Recorded {
  readonly exchange: Exchange;
  readonly phases?: Phases | undefined;
  readonly problem?: Problem | undefined;
  readonly startedAt: string;
  /** Run that recorded it. */
  readonly run: string;
  readonly comment?: string | undefined;
}

interface Named {
  readonly name: string;
  readonly value: string;
}

/** We speak no other (RFC 9112). */
const VERSION = 'HTTP/1.1';
/** What the format says for a size or a time that nobody knows. */
const UNKNOWN = -1;

const named = (pairs: Iterable<readonly [string, string]>): Named[] =>
  [...pairs].map(([name, value]) => ({ name, value }));

const fieldOf = (headers: Exchange['request']['headers'], wanted: string): string | undefined =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1];

function requestOf({ method, url, headers, body }: Exchange['request']) {
  const posted = { postData: { mimeType: fieldOf(headers, 'content-type') ?? '', text: body } };
  return {
    ...{ method, url, httpVersion: VERSION, cookies: [], headers: named(headers) },
    queryString: URL.canParse(url) ? named(new URL(url).searchParams) : [],
    ...(body === undefined ? {} : posted),
    // What is kept may be cut or redacted: its length is not what was sent.
    ...{ headersSize: UNKNOWN, bodySize: body === undefined ? 0 : UNKNOWN },
  };
}

function responseOf(response: Exchange['response']) {
  const sizes = { headersSize: UNKNOWN, bodySize: UNKNOWN };
  const none = { httpVersion: VERSION, statusText: '', cookies: [], ...sizes };
  if (response === undefined) {
    const content = { size: 0, mimeType: 'x-unknown' };
    return { ...none, status: 0, headers: [], content, redirectURL: '' };
  }
  const { status, headers, body, bodyBytes, truncated } = response;
  const mimeType = fieldOf(headers, 'content-type') ?? 'x-unknown';
  // Records keep text, out of which a secret can be taken: the bytes themselves are gone.
  const remarks = [
    ...(truncated ? ['The text is cut at 64 KiB.'] : []),
    ...(body.includes('\ufffd') ? ['What is no text in it stands as U+FFFD.'] : []),
  ];
  const comment = remarks.length > 0 ? { comment: remarks.join(' ') } : {};
  return {
    ...{ ...none, status, headers: named(headers), redirectURL: fieldOf(headers, 'location') ?? '' },
    content: { size: bodyBytes, mimeType, text: body, ...comment },
  };
}

const known = (...times: (number | undefined)[]): number => {
  const all = times.filter((ms) => ms !== undefined);
  return all.length === 0 ? UNKNOWN : all.reduce((sum, ms) => sum + ms, 0);
};

const NEVER = { blocked: UNKNOWN, dns: UNKNOWN, connect: UNKNOWN, ssl: UNKNOWN };
/** The format takes no negative time for these three. */
const UNSENT = { send: 0, wait: 0, receive: 0 };

/** Milliseconds of each phase; `connect` holds the TLS handshake, and the way through a proxy. */
function timingsOf(phases: Phases | undefined, failedIn: Problem['phase']) {
  if (phases === undefined) return { ...NEVER, ...UNSENT };
  const { dnsMs, proxyMs, tcpMs, tlsMs, firstByteMs, bodyMs, totalMs } = phases;
  const opened = known(dnsMs, proxyMs, tcpMs, tlsMs, firstByteMs, bodyMs);
  const restMs = Math.max(0, totalMs - Math.max(0, opened));
  /** A phase that did not end took what is left of the time. */
  const unended = (...names: Problem['phase'][]) =>
    firstByteMs === undefined && names.includes(failedIn) ? restMs : undefined;
  const tls = unended('tls');
  const opening = {
    blocked: UNKNOWN,
    dns: known(dnsMs, unended('dns')),
    connect: known(proxyMs, tcpMs, tlsMs, unended('proxy', 'tcp', 'tls')),
    ssl: known(tlsMs, tls),
  };
  if (unended('dns', 'proxy', 'tcp', 'tls') !== undefined) return { ...opening, ...UNSENT };
  if (firstByteMs === undefined) return { ...opening, ...UNSENT, wait: restMs };
  return { ...opening, send: restMs, wait: firstByteMs, receive: bodyMs ?? 0 };
}

/** The sum of what is known; the TLS handshake is a part of `connect`. */
const timeOf = ({ ssl: _, ...timings }: ReturnType<typeof timingsOf>): number =>
  Object.values(timings).reduce((sum, ms) => (ms === UNKNOWN ? sum : sum + ms), 0);

export function harEntry({ exchange, phases, problem, startedAt, run, comment }: Recorded) {
  const timings = timingsOf(phases, problem?.phase);
  const said = [comment, exchange.response === undefined ? problem?.message : undefined]
    .filter((text) => text !== undefined)
    .join(' ');
  return {
    ...{ pageref: run, startedDateTime: startedAt, time: timeOf(timings) },
    ...{ request: requestOf(exchange.request), response: responseOf(exchange.response), cache: {}, timings },
    ...(said === '' ? {} : { comment: said }),
  };
}
