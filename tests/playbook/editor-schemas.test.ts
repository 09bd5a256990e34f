// The JSON Schemas that editors are pointed to: they take every definition that is shipped, and refuse a spoiled one.
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import settings from '../../.vscode/settings.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
const SCHEMAS = 'public/schemas';
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const validators = new Map(
  readdirSync(join(ROOT, SCHEMAS)).map((file) => [
    file,
    ajv.compile(JSON.parse(textOf(`${SCHEMAS}/${file}`))),
  ]),
);

/** Whether the schema of that name takes the value, and why not. */
function errorsOf(schema: string, value: unknown): readonly unknown[] {
  const validate = validators.get(`${schema}.schema.json`);
  if (!validate) throw new Error(`no schema ${schema}`);
  return validate(value) ? [] : (validate.errors ?? []);
}

const shipped = Object.entries(settings['yaml.schemas']).flatMap(([path, pattern]) =>
  globSync(pattern, { cwd: ROOT }).map(
    (file) => [file, path.replace('./public/schemas/', '').replace('.schema.json', '')] as const,
  ),
);

test.each([...validators.keys()])('%s is a schema of JSON Schema 2020-12', (file) => {
  const schema = JSON.parse(textOf(`${SCHEMAS}/${file}`));
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(ajv.validateSchema(schema)).toBe(true);
});

test('editors have a schema for every definition', () => {
  const yaml = globSync('src/content/**/*.yaml', { cwd: ROOT }).filter(
    (file) => !file.includes('/contracts/'),
  );
  expect(shipped.map(([file]) => file).sort()).toEqual(yaml.sort());
});

describe.each(shipped)('%s', (file, schema) => {
  const value = parse(textOf(file)) as Record<string, unknown>;

  test('is taken', () => {
    expect(errorsOf(schema, value)).toEqual([]);
  });

  test('is refused with a field that nobody knows', () => {
    expect(errorsOf(schema, { ...value, unknownField: true })).not.toEqual([]);
  });

  test('is refused without what it is called or decides', () => {
    const [first = ''] = ['title', 'name', 'criteria'].filter((key) => key in value);
    const { [first]: _, ...rest } = value;
    expect(errorsOf(schema, first === '' ? {} : rest)).not.toEqual([]);
  });
});

test('the front matter of every page is taken', () => {
  const refused = globSync('src/content/docs/**/*.mdx', { cwd: ROOT }).filter((file) => {
    const front = textOf(file).split(/^---$/m)[1] ?? '';
    return errorsOf('page', parse(front)).length > 0;
  });
  expect(refused).toEqual([]);
});

const HTTP = 'title: t\nintegration: i\nkind: http\nrequest: { path: /a }\n';
const METRIC =
  'title: t\nintegration: i\nkind: metric\nfrom: { scrape: { path: /m, value: { metric: m } } }\n';
const FAULT = 'title: t\ntarget: lumenpay\nexpect: e\n';
const MODE =
  'title: t\ndescription: d\nfailureMode:\n  { severity: sev2, symptoms: [s], causes: [c], recognisedBy: [i]';
const CONFIG = 'title: t\ndescription: d\nintegration: i\nkind: config\nverify: [c]\nexpires: 4h\n';

describe('what has to be named is asked for', () => {
  test.each([
    ['check', HTTP, 'expect: { latency: { samples: 5 } }', 'expect: { latency: { samples: 5, p95: 1s } }'],
    [
      'check',
      HTTP,
      'expect: { latency: { phases: {} } }',
      'expect: { latency: { phases: { tls: { p50: 1s } } } }',
    ],
    [
      'check',
      HTTP,
      'expect: { latency: { phases: { tls: {} } } }',
      'expect: { latency: { errorRate: 0.1 } }',
    ],
    ['check', HTTP, 'expect: { quota: { policy: p } }', 'expect: { quota: { policy: p, share: 0.2 } }'],
    ['check', METRIC, 'expect: { absent: fail }', 'expect: { absent: fail, atMost: 1 }'],
    ['fault', FAULT, 'kind: partial-outage', 'kind: partial-outage\npath: /v1/charges'],
    ['fault', FAULT, 'kind: configuration\nset: {}', 'kind: configuration\nset: { a: 1 }'],
    ['page', MODE, ', signature: [{ reason: r }] }', ', signature: [{ reason: r, assertion: body }] }'],
    [
      'page',
      MODE,
      ', signature: [{ reason: r, allOf: [{}] }] }',
      ', signature: [{ reason: r, header: { date: true } }] }',
    ],
    [
      'page',
      MODE,
      ', signature: [{ reason: r, header: {} }] }',
      ', signature: [{ reason: r, allOf: [{ code: [c] }] }] }',
    ],
    [
      'action',
      CONFIG,
      'do: { config: { path: /c, settings: $ }, set: {} }',
      'do: { config: { path: /c, settings: $ }, set: { a: 1 } }',
    ],
  ])('%s: %j with %j, and taken with %j', (schema, base, missing, named) => {
    expect(errorsOf(schema, parse(base + named))).toEqual([]);
    expect(errorsOf(schema, parse(base + missing))).not.toEqual([]);
  });
});

test.each([
  ['check', 'title: t\nintegration: i\nkind: http\nrequst: { path: /a }\n'],
  ['check', 'title: t\nintegration: i\nkind: http\nrequest: { path: /a }\ndeadline: ten seconds\n'],
  ['channel', 'name: n\nkind: telegraph\naddress: a\n'],
])('a %s with a mistake is refused: %j', (schema, text) => {
  expect(errorsOf(schema, parse(text))).not.toEqual([]);
});
