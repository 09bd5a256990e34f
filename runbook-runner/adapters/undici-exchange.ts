// One exchange over a lane: measures its phases, bounds its time and size, and names what stood in its way.
import type { Dispatcher } from 'undici';
import type { HttpRequest, HttpResponse } from '../ports/http.ts';
import type { Phases, Problem } from '../ports/result.ts';
import type { Timing } from './connection.ts';
import { BodyCollector } from './response-body.ts';
import {
  abortProblem,
  makeProblem,
  type Phase,
  timeoutProblem,
  transportProblem,
} from './transport-problem.ts';
import type { Lane, LaneUser } from './undici-lane.ts';

export const MAX_BODY_BYTES = 1_048_576;

export type Raw =
  | { readonly ok: true; readonly response: HttpResponse }
  /** `stale`: a kept connection was closed before it carried anything of this answer. */
  | { readonly ok: false; readonly problem: Problem; readonly phases: Phases; readonly stale: boolean };

interface Times {
  readonly started: number;
  sent?: number;
  headers?: number;
}

function phasesOf(times: Times, timing: Timing | undefined, ended: number): Phases {
  const { started, sent, headers } = times;
  return {
    // What ends before it was sent used no connection.
    reused: timing === undefined && sent !== undefined,
    ...timing,
    ...(sent !== undefined && headers !== undefined ? { firstByteMs: headers - sent } : {}),
    ...(headers !== undefined ? { bodyMs: ended - headers } : {}),
    totalMs: ended - started,
  };
}

/** Names in lower case, values as Latin-1, in the order received (RFC 9110 §5). */
function fieldsOf(raw: Dispatcher.DispatchController['rawHeaders']): [string, string][] {
  // HTTP/1.1 always comes as a list; the other form belongs to other protocols.
  const parts: readonly (Buffer | string)[] = Array.isArray(raw) ? raw : [];
  const text = (part: Buffer | string | undefined) =>
    typeof part === 'string' ? part : (part?.toString('latin1') ?? '');
  const fields: [string, string][] = [];
  for (let index = 0; index < parts.length; index += 2) {
    fields.push([text(parts[index]).toLowerCase(), text(parts[index + 1])]);
  }
  return fields;
}

export function tooLarge(host: string, maxBytes: number): Problem {
  const message = `${host} sent a body larger than ${maxBytes} bytes; reading stopped there.`;
  return makeProblem('body-too-large', 'body', message);
}

/** Why a connection is no longer opened. Made once: the default reason takes a stack trace each time. */
const GIVEN_UP = new Error('The exchange has ended.');

/** What an exchange is given: the port's request, and when the port was called. */
export interface ExchangeOrder {
  readonly request: HttpRequest;
  /** All that are sent. */
  readonly headers: HttpRequest['headers'];
  /** The request's URL, parsed. */
  readonly url: URL;
  /** Monotonic milliseconds. */
  readonly started: number;
}

/** The state of one exchange; undici and the lane tell it what happens. It settles once. */
class Exchange implements Dispatcher.DispatchHandler, LaneUser {
  readonly #request: HttpRequest;
  readonly #host: string;
  readonly #times: Times;
  readonly #collector: BodyCollector;
  readonly #settle: (raw: Raw) => void;
  readonly #timer: NodeJS.Timeout;
  /** Made when a connection must be opened; an exchange over a kept one needs none. */
  #opening: AbortController | undefined;
  #phase: Phase = 'request';
  #timing: Timing | undefined;
  #response: { status: number; headers: [string, string][] } | undefined;
  #settled = false;

  constructor({ request, url, started }: ExchangeOrder, settle: (raw: Raw) => void) {
    this.#request = request;
    this.#host = url.host;
    this.#times = { started };
    this.#collector = new BodyCollector(request.maxBodyBytes ?? MAX_BODY_BYTES);
    this.#settle = settle;
    const leftMs = Math.max(0, request.deadlineMs - (performance.now() - started));
    this.#timer = setTimeout(this.#onDeadline, leftMs);
    request.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (request.signal.aborted) this.#onAbort();
  }

  get signal(): AbortSignal {
    this.#opening ??= new AbortController();
    if (this.#settled) this.#opening.abort(GIVEN_UP);
    return this.#opening.signal;
  }

  get awaitsAnswer(): boolean {
    return this.#phase === 'first-byte';
  }

  get settled(): boolean {
    return this.#settled;
  }

  readonly #onDeadline = (): void => {
    this.#fail(timeoutProblem(this.#phase, this.#host, this.#request.deadlineMs));
  };

  readonly #onAbort = (): void => {
    const afterMs = performance.now() - this.#times.started;
    this.#fail(abortProblem(this.#request.signal.reason, this.#phase, this.#host, afterMs));
  };

  #finish(raw: Raw): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#request.signal.removeEventListener('abort', this.#onAbort);
    // Whoever waits judges the answer, which takes the processor: answers to others that have arrived are read first.
    if (raw.ok) setImmediate(this.#settle, raw);
    else this.#settle(raw);
  }

  #fail(problem: Problem, stale = false): void {
    const phases = phasesOf(this.#times, this.#timing, performance.now());
    this.#finish({ ok: false, problem, phases, stale });
    this.#opening?.abort(GIVEN_UP);
  }

  onPhase(phase: Phase): void {
    this.#phase = phase;
  }

  onConnect(timing: Timing): void {
    this.#timing = timing;
  }

  onRequestStart(): void {
    this.#times.sent = performance.now();
    this.#phase = 'first-byte';
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return;
    this.#times.headers = performance.now();
    this.#phase = 'body';
    this.#response = { status, headers: fieldsOf(controller.rawHeaders) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled || this.#collector.push(chunk)) return;
    this.#fail(tooLarge(this.#host, this.#request.maxBodyBytes ?? MAX_BODY_BYTES));
  }

  onResponseEnd(): void {
    const response = this.#response;
    if (!response) {
      this.#fail(transportProblem(new Error('it has no final status'), this.#phase, this.#host));
      return;
    }
    const phases = phasesOf(this.#times, this.#timing, performance.now());
    this.#finish({ ok: true, response: { ...response, body: this.#collector.take(), phases } });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const stale = this.#timing === undefined && this.#phase === 'first-byte';
    this.#fail(transportProblem(error, this.#phase, this.#host), stale);
  }
}

/** Sends the request over `lane` once. */
export function exchangeOver(lane: Lane, order: ExchangeOrder): Promise<Raw> {
  const { request, headers, url } = order;
  return new Promise((resolve) => {
    const exchange = new Exchange(order, resolve);
    if (exchange.settled) return;
    lane.user = exchange;
    lane.client.dispatch(
      {
        method: request.method,
        path: url.pathname + url.search,
        headers: headers.flat(),
        body: request.body ?? null,
      },
      exchange,
    );
  });
}
