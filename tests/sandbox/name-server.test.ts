// A name that leads nowhere: what the checks of the environment sandbox, and order-sync, say of each way.

import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../runbook-runner/sandbox/index.ts';
import { type Beside, fault, openBeside, until } from './world.ts';

let beside: Beside;
let sandbox: Sandbox;
beforeAll(async () => {
  beside = await openBeside();
  sandbox = beside.sandbox;
});
afterEach(() => sandbox.clear());
afterAll(() => beside.close());

const look = async (check: string) => {
  const { status, problem } = await beside.runner.check({ check, environment: 'sandbox', actor: 'Ada' });
  return [status, problem?.class, problem?.phase];
};
const CHECKS = ['lumenpay-availability', 'lumenpay-certificate', 'lumenpay-ports'];
const preflight = () => sandbox.orderSync.health().preflight;

test.each([
  ['nxdomain', ['fail', 'unknown-host', 'dns'], ['dns', 'ENOTFOUND']],
  ['servfail', ['fail', 'name-server-failed', 'dns'], ['dns', 'ESERVFAIL']],
  ['silence', ['fail', 'timeout', 'dns'], ['dns', 'ETIMEDOUT']],
  ['wrong-address', ['fail', 'refused', 'tcp'], ['tcp', 'ECONNREFUSED']],
])(
  '%s fails checks of the kinds http, tls and tcp, and order-sync',
  {
    timeout: 30_000,
  },
  async (answer, seen, [check, code]) => {
    for (const name of CHECKS) expect(await look(name), name).toEqual(['pass', undefined, undefined]);
    await until(() => preflight().ok, 'order-sync is ready');
    await sandbox.inject(fault('dns-failure', { answer }));
    const looked = Promise.all(CHECKS.map(look));
    await until(
      () => preflight().failed.some((one) => one.check === check && one.code === code),
      'the gate says so',
    );
    expect(await looked).toEqual([seen, seen, seen]);
    await sandbox.clear();
    for (const name of CHECKS) expect(await look(name), name).toEqual(['pass', undefined, undefined]);
    await until(() => preflight().ok && sandbox.orderSync.health().flow === 'ok', 'orders flow again');
    expect(sandbox.orderSync.health().orders).toMatchObject({ conserved: true });
  },
);

test('a name that is gone comes back by itself', async () => {
  await sandbox.inject(fault('dns-failure', {}, 1_000));
  expect(await look('lumenpay-availability')).toEqual(['fail', 'unknown-host', 'dns']);
  await until(() => sandbox.status().faults.length === 0, 'the fault has ended');
  expect(await look('lumenpay-availability')).toEqual(['pass', undefined, undefined]);
});

test('the name of one upstream is gone, and the others stay', async () => {
  await sandbox.inject(fault('dns-failure', {}));
  expect(await look('lumenpay-status')).toEqual(['fail', undefined, undefined]);
  expect(await look('parcelo-certificate')).toEqual(['pass', undefined, undefined]);
});

test('no other name is known, and what is no question is left unanswered', async () => {
  const { resolver: address } = sandbox.status();
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([address]);
  await expect(resolver.resolve4('example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(resolver.resolve6('lumenpay.sandbox.test')).rejects.toMatchObject({ code: 'ENODATA' });
  const socket = createSocket('udp4');
  socket.send(Buffer.from('no question'), Number(address.split(':')[1]), '127.0.0.1');
  expect(await resolver.resolve4('LUMENPAY.sandbox.test')).toEqual(['127.0.0.1']);
  socket.close();
});
