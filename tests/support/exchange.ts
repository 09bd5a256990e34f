// An HTTP request of the port with what a test rarely wants to choose.
import { createHttp } from '../../runbook-runner/adapters/undici-http.ts';
import type { HttpOutcome, HttpRequest } from '../../runbook-runner/ports/http.ts';
import type { Problem } from '../../runbook-runner/ports/result.ts';

export function requestTo(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  const { signal } = new AbortController();
  return { method: 'GET', url, headers: [], ca: [], loopback: true, signal, deadlineMs: 3000, ...more };
}

/** Exchanges once over connections of its own. */
export async function exchange(url: string, more: Partial<HttpRequest> = {}): Promise<HttpOutcome> {
  const http = createHttp();
  try {
    return await http.exchange(requestTo(url, more));
  } finally {
    await http.close();
  }
}

export function problemOf(outcome: HttpOutcome): Problem {
  if (outcome.ok) throw new Error(`expected a problem, got status ${outcome.response.status}`);
  return outcome.problem;
}

export function responseOf(outcome: HttpOutcome) {
  if (!outcome.ok)
    throw new Error(`expected a response, got ${outcome.problem.class}: ${outcome.problem.message}`);
  return outcome.response;
}
