import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HarDocument } from '../core/support/har-schema.ts';
import { temporaryFolder } from './program.ts';
import { besideSandbox } from './sandbox.ts';

const { run } = besideSandbox();

test('check --har and runs har write what was sent and what came back', async () => {
  const file = join(temporaryFolder(), 'checks.har');
  const checks = ['lumenpay-charges-contract', 'lumenpay-charge-lifecycle', 'lumenpay-certificate'];
  const { code, stdout } = await run('check', ...checks, '--json', '--har', file);
  expect(code).toBe(0);
  const whole = HarDocument.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(whole.log.entries.map(({ request, response }) => `${request.method} ${response.status}`)).toEqual([
    ...['GET 200', 'POST 201', 'GET 200', 'POST 200'],
  ]);
  const secrets = whole.log.entries.flatMap(({ request }) =>
    request.headers.filter(({ name }) => name.toLowerCase() === 'authorization').map(({ value }) => value),
  );
  expect(secrets.length).toBeGreaterThan(0);
  expect(new Set(secrets)).toEqual(new Set(['[redacted]']));
  const runs = JSON.parse(stdout).results.map((one: { run: string }) => one.run);
  const again = await run('runs', 'har', ...runs);
  expect(JSON.parse(again.stdout)).toEqual(whole);
});

test('a file that cannot be written is told before anything runs', async () => {
  const { code, stderr } = await run('check', 'lumenpay-availability', '--har', '/proc/nowhere/x.har');
  expect(code).toBe(64);
  expect(stderr).toContain('/proc/nowhere/x.har');
});

test.runIf(existsSync('/dev/full'))(
  'a full disk hides no red verdict and takes no other report',
  async () => {
    const junit = join(temporaryFolder(), 'report.xml');
    const papers = ['--har', '/dev/full', '--reporter', 'tap=/dev/full', '--reporter', `junit=${junit}`];
    const red = await run('check', 'lumenpay-charges-contract', '--param', 'charge=ch_none0001', ...papers);
    expect(red.code).toBe(1);
    expect(red.stderr.match(/\/dev\/full cannot be written/g)).toHaveLength(2);
    expect(red.stderr).toContain('Make room on the disk');
    expect(readFileSync(junit, 'utf8')).toContain('<failure');
    expect((await run('check', 'lumenpay-charges-contract', '--har', '/dev/full')).code).toBe(64);
  },
);
