// The playbook of an adopter: the one that is shipped, and an API of their own, mocked by its document.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, temporaryRepository } from './program.ts';

const CONTRACT = 'tests/fixtures/mock/acme.openapi.yaml';

/** A playbook with one integration more: parts of Acme, mocked by its contract. */
export async function withAcme(): Promise<string> {
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
