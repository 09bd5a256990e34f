// Servers of metrics for the tests of the kind `metric`, and what a check makes of their pages.
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { closedAfterEach, serveHttp } from '../support/servers.ts';
import { runCheck } from './support.ts';

export const kept = closedAfterEach();
export const NOW = new Date('2026-11-27T03:00:00Z');

/** Serves one page after the other, the last one for ever. */
export async function pages(...texts: string[]) {
  let asked = 0;
  const server = await serveHttp((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(texts[Math.min(asked++, texts.length - 1)]);
  });
  return kept(Promise.resolve(server));
}

export async function scraped(scrape: object, expected: object, ...texts: string[]) {
  const server = await pages(...texts);
  const definition = { from: { scrape }, expect: expected };
  const outcome = await runCheck('metric', definition, server.url, { now: NOW });
  const [, held] = outcome.assertions;
  return {
    verdict: verdictOf(outcome),
    outcome,
    actual: held?.actual,
    code: held?.code,
    detail: held?.detail,
  };
}
