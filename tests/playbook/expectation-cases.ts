// Checks that can never be green, and contracts that cannot be applied: each found before anything is sent.
import type { Case } from './diagnostic-cases.ts';

export const CHECK = 'checks/pong.yaml';

/** A check of the kind http; `expect` stands under it as it is. */
export const http = (expect: string, request = '{ path: /pong }'): string =>
  `title: Pong\nintegration: pay\nkind: http\nrequest: ${request}\nexpect:\n${expect}`;

export const CONTRACT = `openapi: 3.1.0
paths:
  /pong:
    get:
      operationId: getPong
      responses:
        '200':
          content:
            application/json: { schema: { $ref: '#/components/schemas/Pong' } }
        4XX: { description: Refused. }
components:
  schemas:
    Pong: { properties: { inner: { $ref: '#/components/schemas/Inner' } } }
    Inner: { type: string }
`;
export const CONTRACT_FILE = 'contracts/pong.yaml';
export const WITH_CONTRACT = '  contract: { openapi: contracts/pong.yaml, operation: getPong }\n';

const contradiction = (name: string, expect: string, message: string, hint?: string): Case => ({
  code: 'contradiction',
  name,
  files: () => ({ [CHECK]: http(expect) }),
  message,
  ...(hint === undefined ? {} : { hint }),
});

const KEEP = 'Keep the one that is meant.';
const CONTRADICTIONS: readonly Case[] = [
  contradiction(
    'a body of an answer that has none',
    '  status: 204\n  body: [▸{ path: $.id, exists: true }]\n',
    'An answer of 204 has no body.',
    'Expect another status, or nothing of the body.',
  ),
  contradiction(
    'a size with the least above the most',
    '  body: [{ size: { min: ▸20, max: 10 } }]\n',
    'The least, 20, is above the most, 10.',
  ),
  contradiction(
    'a value that must be absent',
    '  body: [{ path: $.id, equals: 7 }, ▸{ path: $.id, exists: false }]\n',
    '$.id must both be absent and hold a value.',
    KEEP,
  ),
  contradiction(
    'two values of one path',
    '  body: [{ path: $.id, equals: 7 }, ▸{ path: $.id, type: string }]\n',
    '$.id can never be 7 and hold to both.',
    KEEP,
  ),
  contradiction(
    'two types of one path',
    '  body: [{ path: $.id, matches: x }, ▸{ path: $.id, range: { min: 1 } }]\n',
    '$.id can never be of type string and number.',
    KEEP,
  ),
  contradiction(
    'two ranges that are apart',
    '  body: [{ path: $.id, range: { min: 10 } }, ▸{ path: $.id, range: { max: 5 } }]\n',
    '$.id can never be at least 10 and at most 5.',
    KEEP,
  ),
  contradiction(
    'two numbers of values',
    "  body: [{ path: '$.items[*]', count: { min: 3 } }, ▸{ path: '$.items[*]', count: 2 }]\n",
    '$.items[*] can never select at least 3 and 2.',
    KEEP,
  ),
  contradiction(
    'a text of which a part must be nowhere',
    '  body: [{ text: { lacks: down } }, ▸{ text: { contains: not down } }]\n',
    'The body can never contain "not down" and lack "down".',
    KEEP,
  ),
  contradiction(
    'two promises about each item',
    "  body: [{ path: '$.items[*]', each: [{ path: $.id, count: 0 }, ▸{ path: $.id, matches: x }] }]\n",
    '$.id must both be absent and hold a value.',
    KEEP,
  ),
  contradiction(
    'a percentile that can never be the slow one',
    '  latency: { p50: 500ms, p95: ▸400ms }\n',
    'p95 is at most 400ms, and p50 may be 500ms, though it is never slower.',
  ),
  contradiction(
    'a handshake of a connection that is kept',
    '  latency: { phases: { tls: ▸{ p95: 50ms } } }\n',
    'A kept connection has no phase tls.',
    'Measure it with `connections: cold`.',
  ),
  {
    code: 'contradiction',
    name: 'a redirect that is followed',
    files: () => ({ [CHECK]: http('  status: ▸302\n', '{ path: /pong, redirects: 2 }') }),
    message: 'A redirect is expected, and up to 2 are followed.',
    hint: 'Leave out `redirects`, so that the redirect is seen.',
  },
];

const LARGE =
  'a whole number beyond 9007199254740991 cannot be told from its neighbours: hold the body to it with { text: { matches } }.';
const FILLED =
  'In answers to requests, {slots} in it are filled by parameters and by what earlier steps captured.';
const TOO_LARGE = [
  ['equals', '9007199254740993', 'The JSON value that every selected value must be.'],
  ['differs', '-9007199254740993', 'The JSON value that no selected value may be.'],
  ['oneOf', '[1, { id: 9007199254740993 }]', 'JSON values of which every selected value must be one.'],
].map(
  ([word = '', value = '', hint = '']): Case => ({
    code: 'schema',
    name: `a whole number that is not read exactly, under ${word}`,
    files: () => ({ [CHECK]: http(`  body: [{ path: $.id, ${word}: ▸${value} }]\n`) }),
    message: `"expect.body.0.${word}": ${LARGE}`,
    hint: `${hint} ${FILLED}`,
  }),
);

const UNFIT = [
  ["{ type: string, pattern: ▸'(?=.*a)b' }", '(?=.*a)b', 'invalid or unsupported Perl syntax: `(?=`'],
  ["{ patternProperties: { '(a)\\1': ▸{} } }", '(a)\\1', 'invalid escape sequence: `\\1`'],
].map(
  ([schema = '', source = '', fault = '']): Case => ({
    code: 'invalid-pattern',
    name: `${source} in a contract`,
    files: () => ({
      [CONTRACT_FILE]: CONTRACT.replace('{ type: string }', () => schema),
      [CHECK]: http(WITH_CONTRACT),
    }),
    message: `"${source}" is not an RE2 expression: error parsing regexp: ${fault}.`,
    hint: 'Look-around and back-references take no linear time: say it by two expressions, or take it out here.',
  }),
);

const CONTRACTS: readonly Case[] = [
  {
    code: 'unknown-operation',
    name: 'an operation that the contract does not have',
    files: () => ({
      [CONTRACT_FILE]: CONTRACT,
      [CHECK]: http('  contract: { openapi: contracts/pong.yaml, operation: ▸getPing }\n'),
    }),
    message: 'The contract has no operation "getPing".',
    hint: 'Did you mean "getPong"?',
  },
  {
    code: 'undeclared-answer',
    name: 'a status that the operation does not declare',
    files: () => ({ [CONTRACT_FILE]: CONTRACT, [CHECK]: http(`  status: ▸201\n${WITH_CONTRACT}`) }),
    message: 'getPong of the contract declares no answer of 201.',
    hint: 'It declares 200, 4XX.',
  },
  {
    code: 'undeclared-answer',
    name: 'a media type that the operation does not declare',
    files: () => ({
      [CONTRACT_FILE]: CONTRACT,
      [CHECK]: http(`  status: 200\n  headers: { content-type: { equals: ▸text/csv } }\n${WITH_CONTRACT}`),
    }),
    message: 'getPong of the contract declares no answer of text/csv.',
    hint: 'It declares application/json.',
  },
  {
    code: 'unresolved-reference',
    name: 'a reference that leads nowhere, behind another one',
    files: () => ({
      [CONTRACT_FILE]: CONTRACT.replace("'#/components/schemas/Inner'", "▸'#/components/schemas/Iner'"),
      [CHECK]: http(WITH_CONTRACT),
    }),
    message: 'The reference "#/components/schemas/Iner" leads nowhere.',
  },
  {
    code: 'unresolved-reference',
    name: 'a reference of the default answer that leads nowhere',
    files: () => ({
      [CONTRACT_FILE]: CONTRACT.replace(
        '4XX: { description: Refused. }',
        "default: { $ref: ▸'#/components/responses/No' }",
      ),
      [CHECK]: http(WITH_CONTRACT),
    }),
    message: 'The reference "#/components/responses/No" leads nowhere.',
  },
  {
    code: 'unresolved-reference',
    name: 'a reference that leaves the playbook',
    files: () => ({
      [CONTRACT_FILE]: CONTRACT.replace("'#/components/schemas/Inner'", '▸https://pay.example/inner.json'),
      [CHECK]: http(WITH_CONTRACT),
    }),
    message: 'The reference "https://pay.example/inner.json" leads nowhere.',
    hint: 'A contract refers to files in src/content alone; bundle it into one file.',
  },
  {
    code: 'schema',
    name: 'a status in quotes',
    files: () => ({ [CHECK]: http('  status: ▸"200"\n') }),
    message: '"expect.status" is the text "200", which may be a number.',
    hint: 'Write it without quotes: 200',
  },
  {
    code: 'yaml-syntax',
    name: 'a contract that cannot be read, once for all who are held to it',
    files: () => ({
      [CONTRACT_FILE]: CONTRACT.replace('Refused. }\ncomponents', 'Refused.\n▸components'),
      [CHECK]: http(WITH_CONTRACT),
    }),
    message: 'Flow map in block collection must be sufficiently indented and end with a }.',
  },
  {
    code: 'yaml-syntax',
    name: 'lists in one another without end',
    files: () => ({ [CHECK]: `▸title: ${'['.repeat(3000)}${']'.repeat(3000)}\n` }),
    message: 'The values are nested too deeply.',
    hint: 'Write fewer lists and maps in one another.',
  },
  {
    code: 'yaml-syntax',
    name: 'a slot in a flow map, without quotes',
    files: () => ({
      [CHECK]: http('  status: 200\n').replace(
        /request: .*/,
        'request: { path: /v1/▸{charge}, method: GET }',
      ),
    }),
    message: '"{" is not expected here.',
    hint: 'Quote a text that has one of { } [ ] , in it.',
  },
  ...UNFIT,
  {
    code: 'unresolved-reference',
    name: 'an answer of another file that is none',
    files: () => ({
      [CONTRACT_FILE]: CONTRACT.replace('{ description: Refused. }', '{ $ref: ▸answers.yaml#/Pong }'),
      'contracts/answers.yaml': 'Pong: It answers.',
      [CHECK]: http(WITH_CONTRACT),
    }),
    message: 'The reference "answers.yaml#/Pong" leads to no answer.',
  },
  {
    code: 'unresolved-reference',
    name: 'references that lead round in a circle',
    files: () => ({
      [CONTRACT_FILE]: CONTRACT.replace("'#/components/schemas/Inner'", 'inner.json'),
      'contracts/inner.json': '{ "allOf": [{ "$ref": "more.json" }] }',
      'contracts/more.json': '{ "oneOf": [{ "type": "null" }, { "$ref": ▸"inner.json" }] }',
      [CHECK]: http(WITH_CONTRACT),
    }),
    message: 'The reference "inner.json" leads round in a circle.',
    hint: 'A schema may refer to itself below `properties` or `items`, where the value ends.',
  },
  {
    code: 'unusable-contract',
    name: 'a file of another dialect that an answer refers to',
    files: () => ({
      [CONTRACT_FILE]: CONTRACT.replace("'#/components/schemas/Inner'", '▸inner.json'),
      'contracts/inner.json': '{ "$schema": "http://json-schema.org/draft-07/schema#" }',
      [CHECK]: http(WITH_CONTRACT),
    }),
    message:
      'The reference "inner.json" leads into a file that cannot be used. Its dialect is http://json-schema.org/draft-07/schema#; 2020-12 can be read.',
  },
  {
    code: 'unresolved-reference',
    name: 'a place that the JSON Schema does not have',
    files: () => ({
      'contracts/pong.json': '{ "$defs": { "Pong": {} } }',
      [CHECK]: http('  contract: { schema: contracts/pong.json, at: ▸/$defs/Ping }\n'),
    }),
    message: 'Nothing stands at "/$defs/Ping" in "contracts/pong.json".',
  },
  {
    code: 'unusable-contract',
    name: 'Swagger 2',
    files: () => ({
      [CONTRACT_FILE]: 'swagger: "2.0"\npaths: {}\n',
      [CHECK]: http('  contract: { openapi: ▸contracts/pong.yaml, operation: getPong }\n'),
    }),
    message: '"contracts/pong.yaml" is no contract to use. It is Swagger 2.0, not OpenAPI 3.',
    hint: 'A contract is an OpenAPI document (3.0, 3.1, 3.2) or a JSON Schema (2020-12).',
  },
];

export const EXPECTATION_CASES: readonly Case[] = [...CONTRADICTIONS, ...TOO_LARGE, ...CONTRACTS];
