// The pages' client against a real server; the browser's own globals are stood in for, and tried in a real browser elsewhere.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type TestServer, testServer } from './support/server.ts';
import { PAGE, SEAL } from './support/stub-runner.ts';

let server: TestServer;
let runner: typeof import('../../runbook-runner/client.ts').runner;
let RunnerProblem: typeof import('../../runbook-runner/client.ts').RunnerProblem;
const seen: string[] = [];

/** What a browser adds to a same-origin request of a page. */
function pageFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  seen.push(String(input));
  const headers = new Headers(init.headers);
  headers.set('sec-fetch-site', 'same-origin');
  if (init.method !== 'GET') headers.set('origin', server.origin);
  return realFetch(new URL(String(input), server.origin), { ...init, headers });
}
const realFetch = globalThis.fetch;

function storage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as Storage;
}

beforeEach(async () => {
  server = await testServer();
  seen.length = 0;
  vi.stubGlobal('fetch', pageFetch);
  vi.stubGlobal('localStorage', storage());
  vi.resetModules();
  ({ runner, RunnerProblem } = await import('../../runbook-runner/client.ts'));
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await server.close();
});

const ORDER = { environment: 'sandbox', page: PAGE, seal: SEAL };
const pair = () => runner.pair({ onWords: ({ id }) => void server.pairings.confirm(id) });

describe('pairing', () => {
  test('shows the words, resolves on confirmation, and is kept', async () => {
    const told = vi.fn();
    runner.onPairing(told);
    let words = '';
    const paired = await runner.pair({
      onWords: (asked) => {
        words = asked.words;
        server.pairings.confirm(asked.id);
      },
    });
    expect(words).toMatch(/^[a-z]+-[a-z]+-\d\d$/);
    expect(paired.actor).toBe('Owner');
    expect(runner.paired()).toEqual(paired);
    expect(told).toHaveBeenCalledWith(paired);
    expect((await runner.status()).actor).toBe('Owner');
    expect(seen.join(' ')).not.toContain(paired.token);
  });

  test('that is declined throws', async () => {
    const asked = runner.pair({ onWords: ({ id }) => void server.pairings.decline(id) });
    await expect(asked).rejects.toMatchObject({ code: 'pairing_refused' });
  });

  test('lasts as long as the page where storage is disabled', async () => {
    vi.stubGlobal('localStorage', undefined);
    const paired = await pair();
    expect(runner.paired()).toEqual(paired);
    expect((await runner.status()).owner).toBe('Owner');
  });

  test('that died with its runner is forgotten', async () => {
    const paired = await pair();
    server.pairings.revoke(paired.token);
    await expect(runner.status()).rejects.toMatchObject({ code: 'token_refused', status: 401 });
    expect(runner.paired()).toBeUndefined();
  });

  test('ends here and in the runner', async () => {
    const { token } = await pair();
    await runner.unpair();
    expect(runner.paired()).toBeUndefined();
    expect(server.pairings.identify(token, server.origin)).toBeUndefined();
  });

  test('by a link takes the code out of the address before it is used', async () => {
    const { fragment } = server.pairings.createLink();
    const replaceState = vi.fn();
    vi.stubGlobal('location', { hash: fragment, pathname: '/scenarios/x/', search: '?a=1' });
    vi.stubGlobal('history', { state: null, replaceState });
    expect(await runner.redeem()).toMatchObject({ actor: 'Owner' });
    expect(replaceState).toHaveBeenCalledWith(null, '', '/scenarios/x/?a=1');
    vi.stubGlobal('location', { hash: '#step-2', pathname: '/', search: '' });
    expect(await runner.redeem()).toBeUndefined();
  });
});

describe('orders', () => {
  test('a check yields its events, the result last', async () => {
    await pair();
    const events = [];
    for await (const event of runner.check('ping', ORDER)) events.push(event);
    expect(events).toMatchObject([{ event: 'started' }, { event: 'result', result: { status: 'pass' } }]);
  });

  test('a stale page throws the problem with what changed', async () => {
    await pair();
    const stream = runner.check('ping', { ...ORDER, seal: `sha256-${'b'.repeat(43)}` });
    const error = await stream.next().catch((one: unknown) => one);
    expect(error).toBeInstanceOf(RunnerProblem);
    expect(error).toMatchObject({ code: 'stale_seal', status: 409, problem: { changed: ['checks/ping'] } });
  });

  test.each([
    ['ends', (stream: ReadableStreamDefaultController) => stream.close()],
    ['breaks', (stream: ReadableStreamDefaultController) => stream.error(new TypeError('network error'))],
  ])('a stream that %s before the result is a runner that went away', async (_how, end) => {
    await pair();
    const body = new ReadableStream({
      start(stream) {
        stream.enqueue(new TextEncoder().encode('{"event":"started","run":"r-1"}\n{"event":"resu'));
        setTimeout(() => end(stream), 20);
      },
    });
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(body)));
    const events = runner.check('ping', ORDER);
    expect((await events.next()).value).toMatchObject({ event: 'started' });
    await expect(events.next()).rejects.toMatchObject({
      code: 'runner_not_running',
      hint: expect.stringContaining('playbook -- runs'),
    });
  });

  test('an action sends a key of its own, or the one that is given for a retry', async () => {
    await pair();
    for await (const _ of runner.act('throttle', { ...ORDER, dryRun: true }));
    for await (const _ of runner.act('throttle', { ...ORDER, dryRun: false }, 'the-same-key'));
    const [first, second] = server.runner.actions;
    expect(first?.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.idempotencyKey).toBe('the-same-key');
  });

  test('without a runner the problem says how to start one', async () => {
    await pair();
    await server.close();
    await expect(runner.health()).rejects.toMatchObject({
      code: 'runner_not_running',
      hint: expect.stringContaining('npm start'),
    });
  });
});
