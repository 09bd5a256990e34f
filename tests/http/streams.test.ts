import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PlaybookError } from '../../runbook-runner/errors/index.ts';
import { events, type TestServer, testServer } from './support/server.ts';
import { PAGE, SEAL } from './support/stub-runner.ts';

let server: TestServer;
beforeEach(async () => {
  server = await testServer();
});
afterEach(() => server.close());

const ORDER = { environment: 'sandbox', page: PAGE, seal: SEAL, parameters: { charge: 'ch_1' } };
const RUN = '/api/checks/ping/runs';

describe('a check', () => {
  test('is ordered with the id, the typed values, the page, and the paired person', async () => {
    await (await server.ask('POST', RUN, { ...ORDER, step: 'confirm' })).text();
    expect(server.runner.checks).toMatchObject([
      {
        ...{ check: 'ping', environment: 'sandbox', parameters: { charge: 'ch_1' }, step: 'confirm' },
        ...{ page: { id: PAGE, seal: SEAL }, actor: 'Owner', asItIsNow: false },
      },
    ]);
  });

  test('streams each event while it happens', async () => {
    const hold = Promise.withResolvers<void>();
    const { onCheck } = server.runner;
    server.runner.onCheck = async (order, observer) => {
      observer?.({ event: 'started', run: 'run-1' });
      observer?.({ event: 'sample', index: 1, of: 20, ms: 3 });
      await hold.promise;
      return onCheck(order);
    };
    const response = await server.ask('POST', RUN, ORDER);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('sample')) text += (await reader?.read())?.value ?? '';
    expect(text).not.toContain('"result"');
    hold.resolve();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value;
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).event),
    ).toEqual([...['started', 'sample', 'result']]);
  });

  test('that is refused before it starts answers with the status', async () => {
    server.runner.onCheck = async () => {
      throw new PlaybookError('unknown_check', 'No check is "pong".', { hint: 'Did you mean "ping"?' });
    };
    const response = await server.ask('POST', RUN, ORDER);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'unknown_check', hint: 'Did you mean "ping"?' });
  });

  test('that breaks after it started ends its stream with the problem, and says nothing of the unexpected', async () => {
    server.runner.onCheck = async (_, observer) => {
      observer?.({ event: 'started', run: 'run-1' });
      throw new Error('secret-canary in a message');
    };
    const lines = await events(await server.ask('POST', RUN, ORDER));
    expect(lines).toMatchObject([{ event: 'started' }, { event: 'problem', problem: { code: 'internal' } }]);
    expect(JSON.stringify(lines)).not.toContain('canary');
    expect(server.reported).toHaveLength(1);
  });

  test.each([
    ['while it runs', { event: 'started', run: 'run-1' } as const],
    ['while it waits for its place', undefined],
  ])('is interrupted when the page goes away %s, which is no error of ours', async (_when, begun) => {
    const [waits, interrupted] = [Promise.withResolvers<void>(), Promise.withResolvers<unknown>()];
    server.runner.onCheck = (order, observer) => {
      if (begun) observer?.(begun);
      waits.resolve();
      return new Promise((_, reject) => {
        order.signal?.addEventListener('abort', () => {
          interrupted.resolve(order.signal?.reason);
          reject(order.signal?.reason);
        });
      });
    };
    const leave = new AbortController();
    const response = fetch(`${server.url}${RUN}`, {
      method: 'POST',
      signal: leave.signal,
      headers: {
        ...{ origin: server.origin, authorization: `Bearer ${server.token()}` },
        ...{ 'content-type': 'application/json', 'x-playbook-client': '1' },
      },
      body: JSON.stringify(ORDER),
    });
    await (begun ? response : waits.promise);
    leave.abort();
    await response.catch(() => {});
    expect(await interrupted.promise).toMatchObject({ message: 'The client went away.' });
    await setImmediate();
    expect(server.reported).toEqual([]);
  });

  test('on a stale page answers 409, and runs by a second, explicit click', async () => {
    const stale = { ...ORDER, seal: `sha256-${'b'.repeat(43)}` };
    const refused = await server.ask('POST', RUN, stale);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'stale_seal' });
    expect(server.runner.checks).toEqual([]);
    expect((await server.ask('POST', RUN, { ...stale, asItIsNow: true })).status).toBe(200);
  });
});

describe('an action', () => {
  test('carries its idempotency key, and no signal that could stop it half-way', async () => {
    const response = await server.ask(
      'POST',
      '/api/actions/throttle/runs',
      { ...ORDER, dryRun: false },
      { 'idempotency-key': 'intent-1' },
    );
    expect(await events(response)).toMatchObject([{ event: 'result', result: { status: 'done' } }]);
    expect(server.runner.actions).toMatchObject([{ action: 'throttle', idempotencyKey: 'intent-1' }]);
    expect(server.runner.actions[0]?.signal).toBeUndefined();
  });
});

describe('the body of a run', () => {
  test('is a file to save, in a sandbox, whatever the upstream sent', async () => {
    const exchange = {
      request: { method: 'GET', url: 'http://x/', headers: [] },
      response: {
        status: 200,
        headers: [],
        body: '<script>alert(1)</script>',
        bodyBytes: 25,
        truncated: false,
      },
    };
    const record = { id: 'run-9', result: { exchange } };
    server.runner.records.set('run-9', record as never);
    const { headers, status } = await server.ask('GET', '/api/runs/run-9/body');
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toBe('attachment; filename="run-9.txt"');
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect((await server.ask('GET', '/api/runs/run-0/body')).status).toBe(404);
  });

  test('its exchanges are one too', async () => {
    const har = { log: { version: '1.2', creator: { name: 'p', version: '1' }, pages: [], entries: [] } };
    server.runner.har = async (runs) => ({ ...har, runs }) as never;
    const answer = await server.ask('GET', '/api/runs/run-9/har');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="run-9.har"');
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(await answer.json()).toEqual({ ...har, runs: ['run-9'] });
    const anyone = await fetch(`${server.url}/api/runs/run-9/har`, { headers: { origin: server.origin } });
    expect(anyone.status).toBe(401);
  });
});
