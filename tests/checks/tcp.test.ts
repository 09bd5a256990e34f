import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AddressOutcome } from '../../runbook-runner/ports/result.ts';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { type Running, serveSilence } from '../support/servers.ts';
import { runCheck, summary, type World } from './support.ts';

const V4 = { address: '127.0.0.1', family: 4 };
const V6 = { address: '::1', family: 6 };
const here = (...addresses: readonly (typeof V4)[]): World => ({ lookup: async () => addresses });

/** Whether this machine has an IPv6 loopback at all. */
const hasIpv6 = await new Promise<boolean>((tell) => {
  const server = createServer();
  server.once('error', () => tell(false));
  server.listen(0, '::1', () => server.close(() => tell(true)));
});

let server: Running;
beforeAll(async () => {
  server = await serveSilence('https');
});
afterAll(() => server.close());

const run = (expected: object, world: World, timeout = '2s') =>
  runCheck('tcp', { timeout, expect: expected }, `https://shop.example:${server.port}`, world);

test('one address that connects keeps every promise, with its time', async () => {
  const ran = await run({ ipv4: 'all', ipv6: 'none' }, here(V4));
  expect(summary(ran)).toEqual(['reachable pass', 'connect pass', 'connect pass', 'connect pass']);
  expect(ran.addresses).toEqual([{ address: '127.0.0.1', family: 'IPv4', tcpMs: expect.any(Number) }]);
  expect(verdictOf(ran)).toBe('pass');
});

describe.skipIf(!hasIpv6)('a dual-stack host that is dead over IPv6', () => {
  test('names the family, the address and the reason', async () => {
    const ran = await run({ connect: 'all', ipv4: 'all', ipv6: 'one' }, here(V4, V6));
    expect(summary(ran)).toEqual([
      ...['reachable pass', 'connect fail refused', 'connect pass', 'connect fail refused'],
    ]);
    expect(ran.assertions[3]).toMatchObject({ where: 'IPv6', actual: '::1 refused' });
    expect(ran.assertions[3]?.detail).toBe(`::1 port ${server.port} refused the connection.`);
    expect(ran.problem).toBeUndefined();
    expect(verdictOf(ran)).toBe('fail');
  });

  test('one is enough', async () => {
    expect(summary(await run({ connect: 'one' }, here(V6, V4)))).toEqual(['reachable pass', 'connect pass']);
  });
});

test('a family that should not be published is told, a missing one too', async () => {
  const ran = await run({ ipv4: 'none', ipv6: 'one' }, here(V4));
  expect(summary(ran).slice(2)).toEqual(['connect fail extra', 'connect fail missing']);
});

describe('past a proxy that leads to the host otherwise', () => {
  const behind = (except: string[] = []): World => ({
    ...here(V4),
    target: {
      proxy: { url: 'http://proxy.example:3128', loopback: false, privateNetwork: true, except },
    },
  });
  const dead = (world: World) => runCheck('tcp', { port: 9 }, 'https://shop.example', world);

  test('what does not connect is an error that says so: our own firewall may be in the way', async () => {
    const ran = await dead(behind());
    expect(summary(ran)).toEqual(['reachable error', 'connect error']);
    expect(ran.problem).toMatchObject({ class: 'refused', outcome: 'error' });
    expect(ran.problem?.message).toBe(
      '127.0.0.1 port 9 refused the connection. It was tried past the proxy of the environment: a firewall of ours may be in the way.',
    );
  });

  test('so is a name that only the proxy may know', async () => {
    const nowhere = async () => Promise.reject(Object.assign(new Error('no name'), { code: 'ENOTFOUND' }));
    const ran = await dead({ ...behind(), lookup: nowhere });
    expect(ran.problem).toMatchObject({ class: 'unknown-host', outcome: 'error' });
  });

  test('what connects does, and a host that is excepted from the proxy fails as ever', async () => {
    expect(verdictOf(await run({}, behind()))).toBe('pass');
    expect(verdictOf(await dead(behind(['shop.example'])))).toBe('fail');
  });
});

test('a host where nothing listens is unreachable', async () => {
  const ran = await runCheck('tcp', { port: 9 }, server.url);
  expect(summary(ran)).toEqual(['reachable fail refused', 'connect fail refused']);
  expect(ran.problem?.class).toBe('refused');
});

test.each(['refused first', 'no way first'])(
  'one address refuses and no way leads to the other from here: it is the host (%s)',
  async (order) => {
    const message = 'as it was met';
    const dead: readonly AddressOutcome[] = [
      { ...V4, family: 'IPv4', problem: { class: 'refused', outcome: 'fail', message } },
      { ...V6, family: 'IPv6', problem: { class: 'network-down', outcome: 'error', message } },
    ];
    const addresses = order === 'refused first' ? dead : dead.toReversed();
    const connect = async () => ({ ok: true, addresses, phases: { reused: false, totalMs: 1 } }) as const;
    const ran = await run({}, { tcp: { connect } });
    expect(summary(ran)).toEqual(['reachable fail refused', 'connect fail refused']);
    expect(verdictOf(ran)).toBe('fail');
  },
);

test('a host without any address cannot be promised', async () => {
  await expect(run({ ipv4: 'none', ipv6: 'none' }, here(V4))).rejects.toThrow(/only one family can be/);
});

test('what leads nowhere from here is not held against the host', async () => {
  const ran = await run(
    {},
    { lookup: async () => Promise.reject(Object.assign(new Error(), { code: 'EAI_AGAIN' })) },
  );
  expect(verdictOf(ran)).toBe('error');
  expect(ran.problem).toMatchObject({ class: 'network-down', phase: 'dns' });
});

test('a name without address, and a name server that hangs, each within the deadline', async () => {
  const unknown = await run(
    {},
    { lookup: () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })) },
  );
  expect(summary(unknown)).toEqual(['reachable fail unknown-host']);
  const started = performance.now();
  const hung = await run({}, { lookup: () => new Promise(() => {}), deadlineMs: 300 });
  expect(hung.problem).toMatchObject({ class: 'timeout', phase: 'dns' });
  expect(performance.now() - started).toBeLessThan(800);
});

test.each(['127.0.0.1', '169.254.169.254', '10.0.0.1', '::ffff:169.254.169.254'])(
  '%s is refused before any address is connected to, when the target is no sandbox',
  async (address) => {
    const before = server.connections();
    const bad = { address, family: address.includes(':') ? 6 : 4 };
    const ran = await run({}, { lookup: async () => [bad, V4], target: { loopback: false } });
    expect(ran.problem).toMatchObject({ class: 'blocked-destination', outcome: 'error' });
    expect(server.connections()).toBe(before);
  },
);

/** A listener whose process stands still: once its queue is full, the system drops what comes. */
describe.skipIf(process.platform !== 'linux')('an address that drops what comes', () => {
  let child: ChildProcess;
  const fillers: Socket[] = [];
  let port = 0;
  beforeAll(async () => {
    const script = `const s = require('net').createServer();
      s.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port));`;
    child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = child.stdout ? await once(child.stdout, 'data') : [''];
    port = Number(line);
    child.kill('SIGSTOP');
    for (let index = 0; index < 4; index += 1) fillers.push(connect(port, '127.0.0.1').on('error', () => {}));
    await new Promise((done) => setTimeout(done, 200));
  });
  afterAll(() => {
    for (const socket of fillers) socket.destroy();
    child.kill('SIGKILL');
  });

  test('is a timeout of its own, within its time', async () => {
    const started = performance.now();
    const ran = await runCheck('tcp', { timeout: '300ms' }, `https://127.0.0.1:${port}`);
    expect(summary(ran)).toEqual(['reachable fail timeout', 'connect fail timeout']);
    expect(ran.problem?.message).toMatch(
      /^127\.0\.0\.1 port \d+: no answer in 300 ms; the connection was being opened\.$/,
    );
    expect(performance.now() - started).toBeLessThan(900);
  });
});
