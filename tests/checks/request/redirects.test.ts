import { expect, test } from 'vitest';
import { sendAndFollow } from '../../../runbook-runner/checks/request/send.ts';
import type { HttpRequest } from '../../../runbook-runner/ports/http.ts';
import { portsOf, TRACEPARENT } from '../support.ts';

/** Answers 302 to each location in turn, then 200; records what it was asked to send. */
async function follow(from: string, locations: readonly string[], hops = 5) {
  const sent: HttpRequest[] = [];
  const ports = {
    ...portsOf({}),
    http: {
      async exchange(request: HttpRequest) {
        const location = locations[sent.push(request) - 1];
        const headers = location === undefined ? [] : [['location', location] as const];
        const status = location === undefined ? 200 : 302;
        const phases = { reused: false, totalMs: 1 };
        return { ok: true, response: { status, headers, body: new Uint8Array(), phases } } as const;
      },
      close: async () => undefined,
    },
  };
  const names = { integration: 'lumenpay', environment: 'staging' };
  const target = { ...names, baseUrl: from, ca: ['PEM'], loopback: true, privateNetwork: true };
  const context = {
    target,
    traceparent: TRACEPARENT,
    signal: new AbortController().signal,
    deadlineMs: 1000,
  };
  const request = { method: 'GET', url: from, headers: [['x-version', '1']] as const };
  const granted = { headers: [['authorization', 'Bearer t']] } as const;
  await sendAndFollow({ request, granted }, hops, context, ports);
  return sent.map(({ url, headers, ca, loopback, privateNetwork }) => {
    return { url, names: headers.map(([name]) => name), ca: ca.length, loopback, privateNetwork };
  });
}

const home = {
  names: ['x-version', 'traceparent', 'authorization'],
  ca: 1,
  loopback: true,
  privateNetwork: true,
};
const away = { names: ['traceparent'], ca: 0, loopback: false, privateNetwork: false };

test('on the same origin everything goes along', async () => {
  expect(await follow('https://api.example/a', ['/b?c#d'])).toEqual([
    { url: 'https://api.example/a', ...home },
    { url: 'https://api.example/b?c#d', ...home },
  ]);
});

test.each(['https://other.example/', 'https://api.example:444/', '//other.example/'])(
  'to %s go neither credential nor header, and no private address is allowed',
  async (location) => {
    const [, second] = await follow('https://api.example/a', [location]);
    expect(second).toMatchObject(away);
  },
);

test('what was left behind stays behind on the way back', async () => {
  const [, , third] = await follow('https://api.example/a', [
    'https://other.example/',
    'https://api.example/a',
  ]);
  expect(third).toMatchObject(away);
});

test.each(['http://api.example/a', 'ftp://api.example/', 'javascript:1', 'http://[', ''])(
  'https is not left for %j',
  async (location) => {
    const sent = await follow('https://api.example/a', [location], location === '' ? 0 : 5);
    expect(sent).toHaveLength(1);
  },
);

test('no more hops than declared', async () => {
  const loop = Array.from({ length: 9 }, (_, index) => `/${index}`);
  expect(await follow('https://api.example/a', loop, 0)).toHaveLength(1);
  expect(await follow('https://api.example/a', loop, 3)).toHaveLength(4);
});
