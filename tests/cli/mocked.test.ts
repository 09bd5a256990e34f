// An API of an adopter: mocked by its document, behind faults, met by checks like every upstream.
import { expect, test } from 'vitest';
import type { CheckResult } from '../../runbook-runner/ports/result.ts';
import { withAcme } from './acme.ts';
import { playbook, start, temporaryFolder } from './program.ts';

test('an API that an integration declares is mocked, disturbed and healed', {
  timeout: 120_000,
}, async () => {
  const root = await withAcme();
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  const run = (...args: string[]) => playbook(args, { root, env });
  const lint = await run('lint');
  expect(lint.code, lint.stdout + lint.stderr).toBe(0);
  const sandbox = await start(['sandbox'], { root, env });
  await sandbox.printed('The sandbox is running');
  try {
    const check = async () => JSON.parse((await run('check', 'acme-part', '--json')).stdout) as CheckResult;
    const green = await check();
    expect([green.status, green.problem]).toEqual(['pass', undefined]);
    expect((await run('sandbox', 'fault', 'acme-unavailable')).code).toBe(0);
    const red = await check();
    expect([red.status, red.exchange?.response?.status]).toEqual(['fail', 503]);
    const unknown = await run('sandbox', 'clear', 'acme-unavailible');
    expect([unknown.code, unknown.stderr]).toEqual([
      64,
      expect.stringContaining('Did you mean "acme-unavailable"?'),
    ]);
    expect((await run('sandbox', 'clear', 'acme-unavailable')).stdout).toContain('Ended: acme-unavailable');
    expect((await check()).status).toBe('pass');
    expect((await run('sandbox', 'log', 'acme')).stdout).toContain('GET /parts/p_1');
  } finally {
    sandbox.child.kill('SIGTERM');
    await sandbox.ended;
  }
});

test.each([
  ['lumenpay=contracts.yaml', 'The sandbox has a server "lumenpay" already.'],
  ['my contracts.yaml', '--openapi cannot tell how "my contracts.yaml" is to be called.'],
  ['Lumenpay.openapi.yaml', 'The sandbox has a server "lumenpay" already.'],
  ['acme=nothing.yaml', 'nothing.yaml cannot be read: ENOENT'],
])('sandbox --openapi %s is refused', async (given, message) => {
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  const { code, stderr } = await playbook(['sandbox', '--openapi', given], { env });
  expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
});
