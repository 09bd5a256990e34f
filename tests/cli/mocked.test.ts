// An API of an adopter: mocked by its document, behind faults, met by checks like every upstream.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CheckResult } from '../../runbook-runner/ports/result.ts';
import { playbook, ROOT, start, temporaryFolder, temporaryRepository } from './program.ts';

const CONTRACT = 'tests/fixtures/mock/acme.openapi.yaml';

/** A playbook with one integration more: parts of Acme, mocked by its contract. */
async function withAcme(): Promise<string> {
  const root = await temporaryRepository();
  const content = (path: string) => join(root, 'src/content', path);
  cpSync(join(ROOT, CONTRACT), content('contracts/acme.openapi.yaml'));
  const lumenpay = readFileSync(content('docs/integrations/lumenpay.mdx'), 'utf8');
  const environment = `    sandbox:
      sandbox: acme
      openapi: contracts/acme.openapi.yaml
      credentials:
        key: { sandbox: acme-key }
`;
  const front = lumenpay
    .replace(/ {4}sandbox:\n[\s\S]*?(?= {4}staging:)/, environment)
    .replace(/ {4}staging:\n[\s\S]*?(?= {2}auth:)/, '')
    .replace(
      / {2}auth:\n[\s\S]*?(?= {2}contract:)/,
      '  auth:\n    acme-key: { kind: api-key, header: x-api-key, key: key }\n',
    )
    .replace(/ {2}contract: .*\n/, '  contract: contracts/acme.openapi.yaml\n')
    .replace(/ {2}webhooks:\n[\s\S]*?(?= {2}\w+:\n)/, '')
    .replace(/ {2}preflight: .*\n/, '  preflight: [acme-part]\n')
    .replace(/^---\n([\s\S]*?)\n---[\s\S]*$/, '---\n$1\n---\nParts of Acme.\n');
  writeFileSync(content('docs/integrations/acme.mdx'), front);
  writeFileSync(
    content('checks/acme-part.yaml'),
    `title: A part matches the contract
integration: acme
kind: http
request: { method: GET, path: /parts/p_1, auth: acme-key }
expect:
  status: 200
  contract: { openapi: contracts/acme.openapi.yaml, operation: getPart }
`,
  );
  writeFileSync(
    content('faults/acme-unavailable.yaml'),
    `title: Acme answers 503
kind: status
target: acme
status: 503
expect: Every request gets 503.
`,
  );
  return root;
}

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
  ['contracts.yaml', '--openapi takes <name>=<file>'],
  ['acme=nothing.yaml', 'nothing.yaml cannot be read: ENOENT'],
])('sandbox --openapi %s is refused', { timeout: 60_000 }, async (given, message) => {
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  const { code, stderr } = await playbook(['sandbox', '--openapi', given], { env });
  expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
});
