import { describe, expect, test } from 'vitest';
import { blockedReason } from '../../runbook-runner/adapters/destination.ts';
import { transportProblem } from '../../runbook-runner/adapters/transport-problem.ts';
import { exchange, problemOf } from '../support/exchange.ts';
import { json, serveHttp } from '../support/servers.ts';

const OPEN = { loopback: true, privateNetwork: true };
const STRICT = { loopback: false, privateNetwork: false };

describe('addresses that are never reached', () => {
  test.each([
    '169.254.169.254',
    '169.254.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a9fe:a9fe',
    '::169.254.169.254',
    '2002:a9fe:a9fe::1',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    '100.100.100.200',
    '192.0.0.192',
    '0.0.0.0',
    '::',
    '::ffff:0.0.0.0',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    'not an address',
    '',
  ])('%s', (address) => {
    expect(blockedReason(address, OPEN)).toEqual(expect.any(String));
  });
});

describe('addresses that must be allowed', () => {
  test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1'])(
    '%s: loopback',
    (address) => {
      expect(blockedReason(address, STRICT)).toMatch(/itself/);
      expect(blockedReason(address, { ...STRICT, loopback: true })).toBeUndefined();
    },
  );

  test.each(['10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd12::1', '::ffff:10.0.0.1'])(
    '%s: private',
    (address) => {
      expect(blockedReason(address, { ...STRICT, loopback: true })).toMatch(/private/);
      expect(blockedReason(address, { ...STRICT, privateNetwork: true })).toBeUndefined();
    },
  );

  test.each(['93.184.215.14', '172.32.0.1', '2606:2800:21f:cb07::1', '64:ff9b::5db8:d70e'])(
    '%s: public',
    (address) => {
      expect(blockedReason(address, STRICT)).toBeUndefined();
    },
  );
});

describe('at connect', () => {
  test.each([
    'http://169.254.169.254/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
    'http://169.16689662/',
    'http://[::ffff:169.254.169.254]/',
    'http://[64:ff9b::169.254.169.254]/',
  ])('%s is refused at once', async (url) => {
    const started = performance.now();
    const problem = problemOf(await exchange(url));
    expect(problem).toMatchObject({ class: 'blocked-destination', outcome: 'error' });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('a name that resolves to loopback is refused, and nothing connects', async () => {
    const server = await serveHttp(json(200, {}));
    for (const host of ['localhost', '127.0.0.1', '2130706433', '[::ffff:127.0.0.1]']) {
      const problem = problemOf(await exchange(`http://${host}:${server.port}/`, { loopback: false }));
      expect(problem.class).toBe('blocked-destination');
    }
    expect(server.connections()).toBe(0);
    await server.close();
  });
});

describe('an error that says something of us, not of the upstream', () => {
  test.each(['ENETUNREACH', 'ENETDOWN', 'EAI_AGAIN', 'EHOSTUNREACH', 'EACCES', 'EPERM'])('%s', (code) => {
    const error = Object.assign(new Error(code), { code });
    expect(transportProblem(error, 'tcp', 'host')).toMatchObject({ class: 'network-down', outcome: 'error' });
    const all = new AggregateError([error, Object.assign(new Error('x'), { code })]);
    expect(transportProblem(all, 'tcp', 'host').class).toBe('network-down');
  });

  test.each([
    ['ENOTFOUND', 'unknown-host', 'host has no address.'],
    ['ESERVFAIL', 'name-server-failed', 'The name server could not look host up (SERVFAIL).'],
    ['EREFUSED', 'name-server-failed', 'The name server refused to look host up (REFUSED).'],
  ])('a name without an address is the upstream’s: %s', (code, cls, message) => {
    const error = Object.assign(new Error(code), { code });
    expect(transportProblem(error, 'dns', 'host')).toMatchObject({ class: cls, outcome: 'fail', message });
  });
});
