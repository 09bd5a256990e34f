import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { json, type Running, serveHttp, serveSilence } from '../support/servers.ts';
import { runCheck, summary } from './support.ts';

let server: Running | undefined;
afterEach(() => server?.close());

async function serve(listener: RequestListener): Promise<Running> {
  server = await serveHttp(listener);
  return server;
}

const ok = json(200, { ok: true });
const sampled = (latency: object, more: object = {}) => ({
  request: { path: '/' },
  expect: { latency, ...more },
});

describe('sampled latency', () => {
  test('counts server time, not connecting, and streams every sample', async () => {
    let atOnce = 0;
    let most = 0;
    const slow = await serve((request, response) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      setTimeout(() => {
        atOnce -= 1;
        ok(request, response);
      }, 40);
    });
    const ran = await runCheck('http', sampled({ p50: '200ms', samples: 8, concurrency: 2 }), slow.url);
    expect(verdictOf(ran)).toBe('pass');
    expect(most).toBe(2);
    expect(ran.latency?.samples).toHaveLength(8);
    expect(Math.min(...(ran.latency?.samples ?? []))).toBeGreaterThanOrEqual(39);
    const samples = ran.events.filter((one) => one.event === 'sample');
    expect(samples.map((one) => one.index).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(slow.connections()).toBe(2);
  });

  test('nothing is judged while a sample is in flight: it would show as latency', async () => {
    const upstream = await serve(ok);
    const responses = { '200': { content: { 'application/json': { schema: { type: 'object' } } } } };
    const document = { openapi: '3.1.0', paths: { '/': { get: { operationId: 'getX', responses } } } };
    let samples = 0;
    const takenWhenLookedAt: number[] = [];
    const contracts = new (class extends Map<string, unknown> {
      override get() {
        takenWhenLookedAt.push(samples);
        return document;
      }
    })();
    const definition = sampled(
      { p50: '5s', samples: 12 },
      { contract: { openapi: 'x.yaml', operation: 'getX' } },
    );
    const onProgress = () => {
      samples += 1;
    };
    const ran = await runCheck('http', definition, upstream.url, { contracts, onProgress });
    expect(summary(ran)).toEqual(['reachable pass', 'status pass', 'contract pass', 'latency pass']);
    // Before the first, to be compiled, and then to judge each.
    expect([...new Set(takenWhenLookedAt)]).toEqual([0, 12]);
    expect(takenWhenLookedAt.filter((taken) => taken === 12)).toHaveLength(12);
  });

  test('a contract is compiled before the first request of a burst, never while one is in flight', async () => {
    let reads = 0;
    const readsWhenAsked: number[] = [];
    const upstream = await serve((request, response) => {
      readsWhenAsked.push(reads);
      ok(request, response);
    });
    /** Read by the compiler alone: a compiled schema is a function. */
    const properties = {
      get ok() {
        reads += 1;
        return { type: 'boolean' };
      },
    };
    const responses = { '2XX': { content: { 'application/json': { schema: { properties } } } } };
    const contracts = new Map([
      ['x.yaml', { openapi: '3.1.0', paths: { '/': { get: { operationId: 'getX', responses } } } }],
    ]);
    const contract = { openapi: 'x.yaml', operation: 'getX' };
    const definition = sampled({ p50: '5s', samples: 2 }, { contract });
    const burst = Array.from({ length: 8 }, () => runCheck('http', definition, upstream.url, { contracts }));
    for (const ran of await Promise.all(burst)) expect(ran.assertions.at(2)?.outcome).toBe('pass');
    expect(reads).toBeGreaterThan(0);
    expect(readsWhenAsked).toEqual(Array(16).fill(reads));
  });

  test('cold opens a connection for each sample, and measures what that takes; warm keeps them', async () => {
    const upstream = await serve(ok);
    const cold = await runCheck(
      'http',
      sampled({ p95: '5s', samples: 6, connections: 'cold' }),
      upstream.url,
    );
    expect(upstream.connections()).toBe(6);
    expect(cold.latency).toMatchObject({ connections: 'cold', reused: 0 });
    expect(cold.latency?.phases.tcp?.p50Ms).toBeGreaterThan(0);
    const warm = await runCheck('http', sampled({ p95: '5s', samples: 6, concurrency: 1 }), upstream.url);
    expect(upstream.connections()).toBe(7);
    expect(warm.latency).toMatchObject({ connections: 'warm', reused: 5 });
  });

  test('over its target it fails by percentile', async () => {
    const slow = await serve((request, response) => void setTimeout(() => ok(request, response), 60));
    const ran = await runCheck('http', sampled({ p95: '20ms', samples: 4 }), slow.url);
    expect(summary(ran)).toEqual(['reachable pass', 'status pass', 'latency fail over-target']);
    expect(ran.assertions.at(-1)).toMatchObject({ where: 'p95', expected: '20ms' });
  });

  /** Answers 503 to every fifth request. */
  const faulty = () => {
    let count = 0;
    return serve((request, response) => {
      count += 1;
      (count % 5 === 0 ? json(503, {}) : ok)(request, response);
    });
  };

  test('errors within a declared cap do not decide', async () => {
    const upstream = await faulty();
    const ran = await runCheck(
      'http',
      sampled({ errorRate: 0.2, samples: 20, concurrency: 1 }),
      upstream.url,
    );
    expect(verdictOf(ran)).toBe('pass');
    expect(ran.latency?.errorRate).toBe(0.2);
    expect(ran.exchange?.response?.status).toBe(200);
  });

  test('errors above it fail, and show the first that did', async () => {
    const upstream = await faulty();
    const ran = await runCheck(
      'http',
      sampled({ errorRate: 0.1, samples: 20, concurrency: 1 }),
      upstream.url,
    );
    expect(summary(ran)).toEqual([
      'reachable pass',
      'status fail unexpected-status',
      'latency fail error-rate',
    ]);
    expect(ran.exchange?.response?.status).toBe(503);
  });

  test('without a declared cap one error is one too many', async () => {
    const upstream = await faulty();
    const ran = await runCheck('http', sampled({ p50: '5s', samples: 20, concurrency: 1 }), upstream.url);
    expect(verdictOf(ran)).toBe('fail');
  });

  test('a wrong body in any sample fails', async () => {
    let count = 0;
    const upstream = await serve((request, response) => {
      count += 1;
      json(200, { ok: count !== 3 })(request, response);
    });
    const body = [{ path: '$.ok', equals: true }];
    const ran = await runCheck(
      'http',
      sampled({ p50: '5s', samples: 6, concurrency: 1 }, { body }),
      upstream.url,
    );
    expect(summary(ran)).toEqual(['reachable pass', 'status pass', 'body fail not-equal', 'latency pass']);
  });

  test('samples that the deadline left no time for count as errors', async () => {
    server = await serveSilence();
    const started = performance.now();
    const definition = sampled({ p95: '1s', errorRate: 0.5, samples: 10, concurrency: 2 });
    const ran = await runCheck('http', definition, server.url, { deadlineMs: 300 });
    expect(performance.now() - started).toBeLessThan(550);
    expect(ran.problem).toMatchObject({ class: 'timeout' });
    expect(summary(ran)).toEqual([
      'reachable fail timeout',
      'latency fail no-samples',
      'latency fail error-rate',
    ]);
    expect(server.connections()).toBe(2);
  });

  test('an interruption ends it at once, as an error', async () => {
    server = await serveSilence();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const definition = sampled({ p95: '1s', samples: 100 });
    const ran = await runCheck('http', definition, server.url, { signal: controller.signal });
    expect(verdictOf(ran)).toBe('error');
    expect(ran.problem?.class).toBe('interrupted');
  });
});
