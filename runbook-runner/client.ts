// The typed client of the pages: pairing, streams, problems. It imports types only, so that a page loads a few KB.
import type { ActionResult, DecisionResult, ScenarioRun, StageProgress } from './core/orders.ts';
import type {
  ClaimAnswer,
  Health,
  PairingCreated,
  ProblemDocument,
  Redeemed,
  SandboxAnswer,
  Status,
} from './http/schemas/answers.ts';
import type { ActionAsk, CheckAsk, DecisionAsk, ScenarioAsk, UndoAsk } from './http/schemas/requests.ts';
import type { CheckProgress, CheckResult } from './ports/result.ts';
import type { ActiveFault } from './ports/sandbox.ts';

export type { Attempt } from './core/drill/attempt.ts';
export type { Exercise } from './core/drill/tabletop.ts';
export type { TrendPoint } from './core/drill/trend.ts';
export type { ActionResult, DecisionResult, ScenarioRun, StageProgress } from './core/orders.ts';
export type * from './http/schemas/answers.ts';
export type { ActionAsk, CheckAsk, DecisionAsk, ScenarioAsk, UndoAsk } from './http/schemas/requests.ts';
export type { CheckResult } from './ports/result.ts';
export type { RunRecord } from './ports/store.ts';

/** A line of a stream. */
export type RunEvent<Result> =
  | { readonly event: 'started'; readonly run: string }
  | { readonly event: 'stage'; readonly stage: StageProgress }
  | CheckProgress
  /** `judged` comes before the record is committed, `result` after it. */
  | { readonly event: 'judged' | 'result'; readonly result: Result };

export interface Paired {
  readonly token: string;
  readonly actor: string;
}

/** Any answer that isn't a success, and a runner that can't be reached (`runner_not_running`). */
export class RunnerProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly hint: string | undefined;
  /** The whole problem document, e.g. with `changed` behind `stale_seal`. */
  readonly problem: ProblemDocument;
  constructor(problem: ProblemDocument) {
    super(problem.detail);
    this.code = problem.code;
    this.status = problem.status;
    this.hint = problem.hint;
    this.problem = problem;
  }
}

const KEY = 'playbook.pairing';
const listeners = new Set<(paired: Paired | undefined) => void>();
let memory: string | null = null;
let asking: Promise<Paired> | undefined;

function read(): Paired | undefined {
  let text = memory;
  try {
    text = localStorage.getItem(KEY) ?? memory;
  } catch {
    // Storage is disabled: the pairing lasts as long as the page.
  }
  return text ? JSON.parse(text) : undefined;
}

function keep(paired: Paired | undefined): void {
  memory = paired ? JSON.stringify(paired) : null;
  try {
    if (memory) localStorage.setItem(KEY, memory);
    else localStorage.removeItem(KEY);
  } catch {
    // As above.
  }
  for (const listener of listeners) listener(paired);
}

globalThis.addEventListener?.('storage', (event: StorageEvent) => {
  if (event.key !== KEY) return;
  memory = null;
  for (const listener of listeners) listener(read());
});

const local = (code: string, status: number, detail: string, hint?: string): RunnerProblem =>
  new RunnerProblem({ type: 'about:blank', title: detail, status, detail, code, hint });

const unreachable = (
  detail = 'No runner answers at this address.',
  hint = 'Start it in the repository: npm start',
): RunnerProblem => local('runner_not_running', 0, detail, hint);

async function send(method: string, path: string, body?: object, more: RequestInit = {}): Promise<Response> {
  const paired = read();
  const response = await fetch(`/api${path}`, {
    ...more,
    method,
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    headers: {
      'X-Playbook-Client': '1',
      ...(method === 'GET' ? {} : { 'Content-Type': 'application/json' }),
      ...(paired ? { Authorization: `Bearer ${paired.token}` } : {}),
      ...more.headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  }).catch((error: unknown) => {
    throw more.signal?.aborted ? error : unreachable();
  });
  if (response.ok) return response;
  const problem: ProblemDocument | undefined = await response.json().catch(() => undefined);
  if (!problem?.code) throw unreachable();
  // A token that died with its runner must not be offered again; one that another tab renewed stays.
  if (problem.code === 'token_refused' && paired && read()?.token === paired.token) keep(undefined);
  throw new RunnerProblem(problem);
}

export const ask = async <Answer>(
  method: string,
  path: string,
  body?: object,
  more?: RequestInit,
): Promise<Answer> => (await send(method, path, body, more)).json();

/** Sends the order now, whenever its lines are read. */
function stream<Result>(path: string, body: object, more: RequestInit): AsyncGenerator<RunEvent<Result>> {
  const answer = send('POST', path, body, more);
  // Who reads the lines is told; until then a refusal is nobody's surprise.
  answer.catch(() => {});
  return lines(answer, more);
}

/** Reads NDJSON lines as they come; a `problem` line is thrown, and so is an end without a result. */
async function* lines<Result>(
  answer: Promise<Response>,
  { signal }: RequestInit,
): AsyncGenerator<RunEvent<Result>> {
  const reader = (await answer).body?.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let ended = false;
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      const whole = (rest + decoder.decode(part.value, { stream: true })).split('\n');
      rest = whole.pop() ?? '';
      for (const line of whole) {
        const event = JSON.parse(line);
        if (event.event === 'problem') throw new RunnerProblem(event.problem);
        ended ||= event.event === 'result';
        yield event;
      }
    }
    if (!ended) throw new Error('The stream has no result.');
  } catch (error) {
    if (error instanceof RunnerProblem || signal?.aborted) throw error;
    const hint = 'Start it again: npm start. What came of this run: npm run -s playbook -- runs';
    throw unreachable('The runner went away before the result came.', hint);
  } finally {
    await reader?.cancel().catch(() => {});
  }
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (mark) => ({ '+': '-', '/': '_' })[mark] ?? '');

async function request(
  onWords: (asked: PairingCreated) => void,
  label?: string,
  signal?: AbortSignal,
): Promise<Paired> {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const more = signal ? { signal } : {};
  const challenge = base64url(new Uint8Array(digest));
  const body = { challenge, ...(label ? { label } : {}) };
  const asked = await ask<PairingCreated>('POST', '/pairings', body, more);
  onWords(asked);
  for (;;) {
    const answer = await ask<ClaimAnswer>('POST', `/pairings/${asked.id}/claim`, { verifier }, more);
    if (answer.status === 'confirmed') {
      const paired = { token: answer.token, actor: answer.actor };
      keep(paired);
      return paired;
    }
    if (answer.status === 'declined') {
      throw local('pairing_refused', 403, 'The pairing was declined in the terminal.');
    }
  }
}

const id = encodeURIComponent;

export const runner = {
  /** The pairing of this browser, if it has one; it may have ended without our knowledge. */
  paired: read,
  /** Told of every change, in this tab or another; returns the way to stop listening. */
  onPairing(listener: (paired: Paired | undefined) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Asks for a pairing, shows its words, and resolves when the terminal confirms. One request at a time per page. */
  pair(options: {
    onWords: (asked: PairingCreated) => void;
    /** Name for the records, if not the runner owner's. */
    label?: string;
    signal?: AbortSignal;
  }): Promise<Paired> {
    asking ??= request(options.onWords, options.label, options.signal).finally(() => {
      asking = undefined;
    });
    return asking;
  },
  /** Redeems `#pair=…` of the page's address, which is removed first; undefined when there is none. */
  async redeem(): Promise<Paired | undefined> {
    const code = /^#pair=([\w-]+)$/.exec(location.hash)?.[1];
    if (!code) return undefined;
    history.replaceState(history.state, '', location.pathname + location.search);
    const paired = await ask<Redeemed>('POST', '/pairings/redeem', { code });
    keep(paired);
    return paired;
  },
  /** Ends the pairing, here and in the runner. */
  async unpair(): Promise<void> {
    await send('DELETE', '/pairings/current').catch(() => {});
    keep(undefined);
  },
  health: (signal?: AbortSignal) => ask<Health>('GET', '/health', undefined, signal ? { signal } : {}),
  status: () => ask<Status>('GET', '/status'),
  check: (check: string, order: CheckAsk, signal?: AbortSignal) =>
    stream<CheckResult>(`/checks/${id(check)}/runs`, order, signal ? { signal } : {}),
  /** `key` makes a repeated click return the first outcome: one key for one intent. */
  act: (action: string, order: ActionAsk, key: string = crypto.randomUUID()) =>
    stream<ActionResult>(`/actions/${id(action)}/runs`, order, { headers: { 'Idempotency-Key': key } }),
  undo: (run: string, order: UndoAsk = {}, key: string = crypto.randomUUID()) =>
    stream<ActionResult>(`/runs/${id(run)}/undo`, order, { headers: { 'Idempotency-Key': key } }),
  decide: (scenario: string, decision: string, order: DecisionAsk) =>
    ask<DecisionResult>('POST', `/scenarios/${id(scenario)}/decisions/${id(decision)}`, order),
  /** Begins a run of the scenario, or answers the one that still runs in this environment. */
  follow: (scenario: string, order: ScenarioAsk) =>
    ask<ScenarioRun>('POST', `/scenarios/${id(scenario)}/runs`, order),
  scenarioRun: (run: string) => ask<ScenarioRun>('GET', `/scenario-runs/${id(run)}`),
  finish: (run: string) => ask<ScenarioRun>('POST', `/scenario-runs/${id(run)}/finish`, {}),
  /** The upstream's raw body as a file: a page must never show it as markup. */
  body: async (run: string): Promise<Blob> => (await send('GET', `/runs/${id(run)}/body`)).blob(),
  sandbox: () => ask<SandboxAnswer>('GET', '/sandbox'),
  inject: (fault: string) => ask<ActiveFault>('POST', '/sandbox/faults', { fault }),
  clearFault: (fault: string) => ask<{ cleared: ActiveFault[] }>('POST', '/sandbox/clear', { fault }),
};
