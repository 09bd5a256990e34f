import { expect, test } from 'vitest';
import type { PassageOrder } from '../../runbook-runner/ports/passage.ts';
import { ADA, aWorld, pass } from './support/world.ts';

const LINE = '-----BEGIN CERTIFICATE-----';

test.each([
  ['no PEM', 'PEM of the upstream'],
  ['one that was cut', `${LINE}\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----`],
  ['one without an end', LINE],
])('an authority whose file holds %s is our mistake, and nothing is asked', async (_, text) => {
  const files = { list: () => [], unread: () => [], read: () => text, isUtf8: () => true };
  const world = await aWorld({ files: { ...files, fingerprint: () => '' } });
  const order = { ...ADA, check: 'contract', environment: 'private' };
  expect(await world.runner.check(order)).toMatchObject({
    status: 'error',
    problem: {
      class: 'credential-unusable',
      message:
        'The file certs/upstream.pem, which upstream trusts in private, cannot be read or holds no certificate.',
      hint: expect.stringContaining('`ca` names a PEM file'),
    },
  });
  expect(world.script.probed).toEqual([]);
  await world.end();
});

test('an authority is not read for a check that opens no TLS connection', async () => {
  const world = await aWorld();
  world.script.secured = false;
  const order = { ...ADA, check: 'contract', environment: 'private' };
  expect(await world.runner.check(order)).toMatchObject({ status: 'pass' });
  expect(world.script.probed).toEqual(['contract']);
  await world.end();
});

const PROXY = { url: 'http://proxy.example:3128', loopback: false, privateNetwork: true, except: [] };

test('what connects past the proxy of the environment is told of it, and takes no secret for it', async () => {
  const opened: PassageOrder[] = [];
  const open = async (order: PassageOrder) => {
    opened.push(order);
    return { ok: true, passage: { proxy: PROXY } } as const;
  };
  const world = await aWorld({ passage: { open } });
  world.script.secured = 'past';
  const targets: unknown[] = [];
  world.script.probe.contract = ({ target }) => {
    targets.push(target.proxy);
    return pass;
  };
  for (const environment of ['proxied', 'staging']) {
    await world.runner.check({ ...ADA, check: 'contract', environment });
  }
  expect(targets).toEqual([PROXY, undefined]);
  expect(opened).toHaveLength(1);
  expect(opened[0]).toMatchObject({ proxy: { url: PROXY.url, login: undefined }, credentials: {} });
  expect(opened[0]?.clientCertificate).toBeUndefined();
  await world.end();
});

const CHANGE = { ...ADA, action: 'throttle', environment: 'private', parameters: { rps: 3 }, dryRun: false };

test('nor for an action that opens none', async () => {
  const world = await aWorld();
  world.script.secured = false;
  expect(await world.runner.act(CHANGE)).toMatchObject({ status: 'done' });
  await world.end();
});

test('an action that opens one is not made without the authority', async () => {
  const world = await aWorld();
  await expect(world.runner.act(CHANGE)).rejects.toMatchObject({ code: 'not_found' });
  expect(world.script.done).toEqual([]);
  await world.end();
});
