// HTTP over undici: keeps connections by origin and trust, and answers every exchange with a value.
import { hash } from 'node:crypto';
import type { HttpOutcome, HttpPort, HttpRequest, HttpResponse } from '../ports/http.ts';
import type { Problem } from '../ports/result.ts';
import { BodyTooLarge, decodeBody } from './response-body.ts';
import { makeProblem } from './transport-problem.ts';
import { exchangeOver, MAX_BODY_BYTES, type Raw, tooLarge } from './undici-exchange.ts';
import { type Lane, type LaneTarget, openLane } from './undici-lane.ts';

/** Methods that may be sent again when a kept connection turns out to be closed (RFC 9110 §9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

const DEFAULTS: readonly (readonly [string, string])[] = [
  ['user-agent', 'playbook'],
  ['accept', 'application/json, */*;q=0.5'],
  ['accept-encoding', 'gzip, deflate, br'],
];

/** Made once: a fresh connection for each of many samples would take a stack trace for each. */
const DISCARDED = new Error('The connection is not used any more.');

type Fields = HttpRequest['headers'];

const withDefaults = (given: Fields): Fields => [
  ...given,
  ...DEFAULTS.filter(([name]) => !given.some(([other]) => other.toLowerCase() === name)),
];

/** A key that keeps no secret of the way. */
const digestOf = (passage: unknown) => hash('sha256', JSON.stringify(passage));

function targetOf(request: HttpRequest): LaneTarget {
  const url = new URL(request.url);
  const rules = { loopback: request.loopback, privateNetwork: request.privateNetwork ?? false };
  // Connections are never shared between kinds of trust, between our certificates, or between ways.
  const { ca, clientCertificate, proxy, resolver } = request;
  const trust = [url.origin, resolver, rules.loopback, rules.privateNetwork, ...ca].join(' ');
  const passage = clientCertificate || proxy ? digestOf([clientCertificate, proxy]) : '';
  return { key: `${trust} ${passage}`, url, ca, rules, clientCertificate, proxy, resolver };
}

const leadsTo = (
  { ca, rules, clientCertificate, proxy, resolver }: LaneTarget,
  request: HttpRequest,
): boolean =>
  clientCertificate === request.clientCertificate &&
  proxy === request.proxy &&
  resolver === request.resolver &&
  rules.loopback === request.loopback &&
  rules.privateNetwork === (request.privateNetwork ?? false) &&
  ca.length === request.ca.length &&
  ca.every((one, index) => one === request.ca[index]);

type Answered = Extract<Raw, { ok: true }>;

function decoded({ response }: Answered, request: HttpRequest): HttpOutcome | Promise<HttpOutcome> {
  const codings = response.headers.filter(([name]) => name === 'content-encoding').map(([, value]) => value);
  return codings.length === 0 ? { ok: true, response } : unpacked(response, codings, request);
}

async function unpacked(
  response: HttpResponse,
  codings: readonly string[],
  request: HttpRequest,
): Promise<HttpOutcome> {
  const maxBytes = request.maxBodyBytes ?? MAX_BODY_BYTES;
  const { host } = new URL(request.url);
  const { phases } = response;
  try {
    const body = await decodeBody(response.body, codings.join(','), maxBytes);
    return { ok: true, response: { ...response, body } };
  } catch (error) {
    if (error instanceof BodyTooLarge) return { ok: false, problem: tooLarge(host, maxBytes), phases };
    const why = error instanceof Error ? error.message : String(error);
    const message = `${host} sent a body that cannot be decoded: ${why}.`;
    return { ok: false, problem: makeProblem('malformed-response', 'body', message), phases };
  }
}

/** A failed handshake says little; what we know of our own certificates says more. */
async function inWords(
  problem: Problem,
  { clientCertificate, ca }: HttpRequest,
  { url }: LaneTarget,
): Promise<Problem> {
  const { class: cls, phase } = problem;
  if (cls === 'tls-expired') {
    const { endedAuthority } = await import('./certificate-chain.ts');
    return { ...problem, hint: endedAuthority(ca) ?? problem.hint };
  }
  const closed = cls === 'reset' && (phase === 'tls' || phase === 'first-byte');
  if (!clientCertificate || (cls !== 'tls-client-certificate' && !closed)) return problem;
  const { refusalOf, suspicion } = await import('./client-certificate.ts');
  if (closed) return { ...problem, hint: suspicion(clientCertificate, Date.now()) };
  return refusalOf(url.host, clientCertificate, Date.now());
}

class UndiciHttp implements HttpPort {
  /** Samples ask for the same address one after the other. */
  #last: { readonly url: string; readonly target: LaneTarget } | undefined;
  readonly #idle = new Map<string, Lane[]>();
  readonly #open = new Set<Lane>();

  async exchange(request: HttpRequest): Promise<HttpOutcome> {
    const started = performance.now();
    const target = this.#targetOf(request);
    let raw = await this.#once(request, target, started, request.fresh ?? false);
    if (!raw.ok && raw.stale && SAFE.has(request.method)) {
      raw = await this.#once(request, target, started, true);
    }
    if (raw.ok) return decoded(raw, request);
    return { ok: false, problem: await inWords(raw.problem, request, target), phases: raw.phases };
  }

  async close(): Promise<void> {
    const lanes = [...this.#open];
    this.#open.clear();
    this.#idle.clear();
    await Promise.all(lanes.map((lane) => lane.client.destroy().catch(() => undefined)));
  }

  #targetOf(request: HttpRequest): LaneTarget {
    if (this.#last?.url !== request.url || !leadsTo(this.#last.target, request)) {
      this.#last = { url: request.url, target: targetOf(request) };
    }
    return this.#last.target;
  }

  async #once(request: HttpRequest, target: LaneTarget, started: number, fresh: boolean): Promise<Raw> {
    const lane = this.#take(target, fresh);
    const raw = await exchangeOver(lane, {
      request,
      headers: withDefaults(request.headers),
      url: target.url,
      started,
    });
    if (raw.ok && !request.fresh) this.#giveBack(lane);
    else this.#discard(lane);
    return raw;
  }

  #take(target: LaneTarget, fresh: boolean): Lane {
    const kept = fresh ? undefined : this.#idle.get(target.key)?.pop();
    if (kept) return kept;
    const lane = openLane(target);
    this.#open.add(lane);
    return lane;
  }

  #discard(lane: Lane): void {
    this.#open.delete(lane);
    void lane.client.destroy(DISCARDED).catch(() => undefined);
  }

  #giveBack(lane: Lane): void {
    lane.user = undefined;
    const others = this.#idle.get(lane.key);
    if (others) others.push(lane);
    else this.#idle.set(lane.key, [lane]);
  }
}

export function createHttp(): HttpPort {
  return new UndiciHttp();
}
