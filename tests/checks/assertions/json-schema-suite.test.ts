// The public JSON Schema suite as npm carries it, which ends with draft 4, against our contracts: once as schemas of
// OpenAPI 3.0, which come from draft 4, and once as JSON Schema 2020-12.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { evaluateContract } from '../../../runbook-runner/checks/assertions/contract.ts';
import { ContractExpectation } from '../../../runbook-runner/checks/assertions/contract-schema.ts';
import { DRAFT4_AS_2020, DRAFT4_AS_OPENAPI_30 } from './json-schema-deviations.ts';

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

const home = dirname(createRequire(import.meta.url).resolve('json-schema-test-suite/package.json'));

/** The groups of each file, by its name. */
const suite: readonly (readonly [file: string, groups: readonly Group[]])[] = ['.', 'optional'].flatMap(
  (folder) => {
    const path = join(home, 'tests/draft4', folder);
    const files = readdirSync(path).filter((name) => name.endsWith('.json'));
    return files.map(
      (name) =>
        [name.replace('.json', ''), JSON.parse(readFileSync(join(path, name), 'utf8')) as Group[]] as const,
    );
  },
);

type Judge = (schema: unknown, data: unknown) => Promise<'pass' | 'fail' | 'error'>;

async function judge(expected: object, document: unknown, data: unknown) {
  const response = {
    status: 200,
    headers: [['content-type', 'application/json']] as const,
    body: new TextEncoder().encode(JSON.stringify(data)),
  };
  const contracts = new Map([['contracts/suite.json', document]]);
  const results = await evaluateContract(ContractExpectation.parse(expected), response, contracts);
  const outcomes = results.map(({ outcome }) => outcome);
  return outcomes.includes('error') ? 'error' : outcomes.includes('fail') ? 'fail' : 'pass';
}

const asSchema: Judge = (schema, data) => judge({ schema: 'contracts/suite.json' }, schema, data);

/** References into the schema lead to where it stands in the document. */
function moved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moved);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string' && inner.startsWith('#')
        ? inner.replace('#', '#/components/schemas/Tested')
        : moved(inner),
    ]),
  );
}

const asOpenApi30: Judge = (schema, data) => {
  const answer = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Tested' } } } };
  const document = {
    openapi: '3.0.3',
    paths: { '/': { get: { operationId: 'get', responses: { '200': answer } } } },
    components: { schemas: { Tested: moved(schema) } },
  };
  return judge({ openapi: 'contracts/suite.json', operation: 'get' }, document, data);
};

/** `file: group: test` of each that comes out otherwise, and how many there are. */
async function run(judged: Judge): Promise<{ failing: string[]; count: number }> {
  const failing: string[] = [];
  let count = 0;
  for (const [file, groups] of suite) {
    for (const { description, schema, tests } of groups) {
      for (const one of tests) {
        count += 1;
        if ((await judged(schema, one.data)) === (one.valid ? 'pass' : 'fail')) continue;
        failing.push(`${file}: ${description}: ${one.description}`);
      }
    }
  }
  return { failing, count };
}

test.each([
  ['OpenAPI 3.0', asOpenApi30, DRAFT4_AS_OPENAPI_30],
  ['JSON Schema 2020-12', asSchema, DRAFT4_AS_2020],
] as const)(
  'draft 4 of the suite as %s: exactly the known tests come out otherwise',
  async (name, judged, known) => {
    const { failing, count } = await run(judged);
    console.info(`JSON Schema suite, draft 4 as ${name}: ${count - failing.length} of ${count} pass.`);
    const reasons = Object.values(known).flat();
    expect(failing.filter((one) => !reasons.includes(one))).toEqual([]);
    expect(reasons.filter((one) => !failing.includes(one))).toEqual([]);
  },
);
