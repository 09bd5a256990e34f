import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { foundLines } from '../../runbook-runner/ports/found.ts';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { closedAfterEach, serveHttp } from '../support/servers.ts';
import { BAD_DOCUMENTS } from './bad-documents.ts';
import { runCheck, summary, type World } from './support.ts';

const kept = closedAfterEach();
const PINNED = `openapi: 3.1.0
info: { title: Pay, version: '1' }
paths:
  /v1/charges/{charge}:
    get:
      operationId: getCharge
      parameters: [{ name: charge, in: path, required: true, schema: { type: string } }]
      responses:
        '200':
          description: The charge.
          content:
            application/json:
              schema:
                type: object
                required: [amount, status]
                properties:
                  amount: { type: integer }
                  status: { type: string, enum: [pending, succeeded] }
`;
const contracts = new Map([['contracts/pay.yaml', parse(PINNED)]]);

async function published(body: string | Uint8Array, expected: object = {}, world: World = {}) {
  const server = await kept(
    serveHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/yaml' });
      response.end(body);
    }),
  );
  const definition = { path: '/openapi.yaml', contract: 'contracts/pay.yaml', expect: expected };
  const outcome = await runCheck('drift', definition, server.url, { contracts, deadlineMs: 5_000, ...world });
  return { verdict: verdictOf(outcome), outcome, detail: outcome.assertions[0]?.detail };
}

const retyped = PINNED.replace('amount: { type: integer }', 'amount: { type: string }');
const newWord = PINNED.replace('[pending, succeeded]', '[pending, succeeded, disputed]');
const extra = PINNED.replace(
  'paths:',
  'paths:\n  /v1/ping: { get: { responses: { "200": { description: Yes. } } } }',
);

describe('what the vendor publishes now', () => {
  test.each([
    ['the same', PINNED],
    ['the same, as JSON', JSON.stringify(parse(PINNED))],
    ['the same, with keys in quotes', PINNED.replace(/^(openapi|paths):/gm, '"$1":')],
    ['the same, written otherwise', stringify(parse(PINNED), { lineWidth: 0 })],
  ])('%s', async (_, document) => {
    const { verdict, outcome } = await published(document);
    expect(verdict).toBe('pass');
    expect(outcome.drift).toEqual({ total: 0, changes: [] });
    expect(foundLines(outcome)).toEqual(['The published contract is the pinned one.']);
  });

  test('a type that changed breaks a reader, and is located', async () => {
    const { verdict, outcome } = await published(retyped);
    expect(verdict).toBe('fail');
    expect(summary(outcome)).toEqual(['document pass', 'drift fail response-property-type-changed']);
    expect(outcome.drift?.changes).toMatchObject([
      {
        ...{ class: 'breaking', id: 'response-property-type-changed', method: 'GET' },
        ...{ path: '/v1/charges/{charge}', pointer: '/paths/~1v1~1charges~1{charge}/get' },
        text: expect.stringContaining('amount'),
      },
    ]);
  });

  test('a removed operation breaks a reader', async () => {
    const { verdict, outcome } = await published(
      PINNED.replace('/v1/charges/{charge}:', '/v2/charges/{charge}:'),
    );
    expect(verdict).toBe('fail');
    expect(outcome.drift?.changes.map((one) => one.class)).toEqual(['breaking', 'non-breaking']);
    expect(outcome.assertions.at(-1)?.detail).toBe('It breaks a reader.');
    expect(foundLines(outcome), 'what no promise says already').toEqual([
      expect.stringMatching(/^non-breaking: GET \/v2\/charges/),
    ]);
  });

  test('a new word of an enum may break a reader: shown, or refused where that is declared', async () => {
    const shown = await published(newWord);
    expect(shown.verdict).toBe('pass');
    expect(shown.outcome.drift?.changes).toMatchObject([{ class: 'possibly-breaking' }]);
    expect((await published(newWord, { possiblyBreaking: 'none' })).verdict).toBe('fail');
  });

  test('what is only added breaks nobody', async () => {
    const { verdict, outcome } = await published(extra);
    expect(verdict).toBe('pass');
    expect(outcome.drift?.changes).toMatchObject([
      { class: 'non-breaking', id: 'endpoint-added', path: '/v1/ping' },
    ]);
  });
});

describe('an address that changed', () => {
  const at = (of: string) => parse(PINNED.replace('paths:', `servers: [${of}]\npaths:`));
  const DATED = '{ url: "https://{day}.pay.example", variables: { day: { default: mo, enum: [mo, tu] } } }';
  const pinned = at(`{ url: https://pay.example/v1 }, ${DATED}`);
  const { '/v1/charges/{charge}': item } = pinned.paths;
  item.servers = [{ url: 'https://charges.example' }];
  item.get.servers = [{ url: 'https://get.example' }];
  const world = { contracts: new Map([['contracts/pay.yaml', pinned]]) };
  const told = ({ outcome }: Awaited<ReturnType<typeof published>>) =>
    outcome.drift?.changes.map((one) => [one.class, one.id, one.pointer, one.text.match(/`(.*)`/)?.[1]]);

  test('is told, and fails the check where that is declared', async () => {
    const document = stringify(at(`{ url: https://pay.example/v2 }, ${DATED.replace(', tu', '')}`));
    const shown = await published(document, {}, world);
    expect(shown.verdict).toBe('pass');
    const place = '/paths/~1v1~1charges~1{charge}';
    expect(told(shown)).toEqual([
      ['possibly-breaking', 'server-removed', '/servers', 'https://pay.example/v1'],
      ['possibly-breaking', 'server-changed', '/servers', 'https://{day}.pay.example'],
      ['possibly-breaking', 'server-removed', place, 'https://charges.example'],
      ['possibly-breaking', 'server-removed', `${place}/get`, 'https://get.example'],
      ['non-breaking', 'server-added', '/servers', 'https://pay.example/v2'],
    ]);
    expect((await published(document, { possiblyBreaking: 'none' }, world)).verdict).toBe('fail');
  });

  test('is none where only its description did', async () => {
    const document = structuredClone(pinned);
    document.servers[0].description = 'Here.';
    expect(told(await published(JSON.stringify(document), {}, world))).toEqual([]);
  });
});

describe('a pinned contract in several files', () => {
  const charge = {
    Charge: {
      ...{ type: 'object', required: ['amount', 'status'] },
      properties: {
        amount: { $ref: './words.yaml#/properties/amount' },
        status: { type: 'string', enum: ['pending', 'succeeded'] },
      },
      examples: [{ $ref: 'words.yaml' }],
    },
  };
  const words = { properties: { amount: { type: 'integer' }, before: { $ref: 'charge.yaml#/Charge' } } };
  const { '/v1/charges/{charge}': item } = parse(PINNED).paths;
  item.get.responses['200'].content['application/json'].schema = { $ref: 'charge.yaml#/Charge' };
  const api = { ...parse(PINNED), paths: { '/v1/charges/{charge}': { $ref: 'parts/paths.json#/charge' } } };
  const several = new Map<string, unknown>([
    ['contracts/pay.yaml', api],
    ['contracts/parts/paths.json', { charge: item }],
    ['contracts/parts/charge.yaml', charge],
    ['contracts/parts/words.yaml', words],
  ]);
  test.each([
    ['published as one file', PINNED, 'pass'],
    ['with a type that changed in a part of a part', retyped, 'fail'],
  ])('%s', async (_, document, verdict) => {
    const { outcome, detail, ...found } = await published(document, {}, { contracts: several });
    expect(found.verdict, detail).toBe(verdict);
    expect(outcome.drift?.changes.map(({ id }) => id)).toEqual(
      verdict === 'pass' ? [] : ['response-property-type-changed'],
    );
  });

  test('of which one is not there is an error', async () => {
    const less = new Map([...several].filter(([file]) => !file.endsWith('words.yaml')));
    const { verdict, detail } = await published(PINNED, {}, { contracts: less });
    expect(verdict).toBe('error');
    expect(detail).toMatch(/words\.yaml/);
  });
});

describe('a change that is tolerated', () => {
  const known = { id: 'response-property-type-changed', until: '2026-12-31', reason: 'Mended in January.' };
  const at = (day: string) => ({ now: new Date(`${day}T23:59:59Z`) });

  test.each([
    ['2026-12-31', known, 'pass'],
    ['2027-01-01', known, 'fail'],
    ['2026-12-01', { ...known, path: '/v1/charges/{charge}' }, 'pass'],
    ['2026-12-01', { ...known, path: '/v1/refunds' }, 'fail'],
    ['2026-12-01', { ...known, id: 'response-body-type-changed' }, 'fail'],
  ])('on %s, by %j: %s', async (day, toleration, verdict) => {
    const expected = { tolerated: [toleration] };
    expect((await published(retyped, expected, at(day))).verdict).toBe(verdict);
  });

  test('says why, and after its last day that it has ended', async () => {
    const before = await published(retyped, { tolerated: [known] }, at('2026-12-01'));
    expect(before.outcome.drift?.changes[0]?.tolerated).toBe(
      'tolerated until 2026-12-31: Mended in January.',
    );
    const after = await published(retyped, { tolerated: [known] }, at('2027-01-02'));
    expect(after.outcome.assertions[1]?.detail).toMatch(/It was tolerated until 2026-12-31\.$/);
  });
});

describe('what cannot be compared is an error, never "everything was removed"', () => {
  test.each([
    ['an error in JSON', '{"error":"not found"}', /no OpenAPI 3 document/],
    ['Swagger 2', 'swagger: "2.0"\npaths: {}\n', /no OpenAPI 3 document/],
    ['paths that are none', '{"openapi":"3.1.0","paths":null}', /no OpenAPI 3 document/],
    ['a document that begins as one', 'openapi: 3.1.0\npaths:\n  /a: [\n', /could not compare/],
    [
      'a file of ours that it refers to',
      PINNED.replace('{ type: integer }', '{ $ref: "file:///etc/passwd" }'),
      /disallowed external reference/,
    ],
    [
      'an address that it refers to',
      PINNED.replace('{ type: integer }', '{ $ref: "http://127.0.0.1:9/x" }'),
      /disallowed external reference/,
    ],
  ])('%s', async (_, document, says) => {
    const { verdict, detail } = await published(document);
    expect(verdict).toBe('error');
    expect(detail).toMatch(says);
    expect(detail).not.toMatch(/playbook-contract-/);
  });

  test('a published document in several files says what to do', async () => {
    const { verdict, detail } = await published(
      PINNED.replace('{ type: integer }', '{ $ref: "amount.yaml" }'),
    );
    expect(verdict).toBe('error');
    expect(detail).toMatch(
      /"amount\.yaml"\. What a published document refers to elsewhere is not opened: name/,
    );
  });

  test('an alias bomb is refused at once', async () => {
    const bomb = [
      'a: &a [1,1,1,1,1,1,1,1,1]',
      ...'bcdefghi'.split('').map((name, index) => {
        const before = 'abcdefgh'[index];
        return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`;
      }),
    ];
    const begin = performance.now();
    const { verdict } = await published(`openapi: 3.1.0\npaths: {}\n${bomb.join('\n')}\n`);
    expect(verdict).toBe('error');
    expect(performance.now() - begin).toBeLessThan(4_000);
  });

  test.each(BAD_DOCUMENTS.map((one) => [one.name, one] as const))('%s', async (_, { serve }) => {
    const server = await kept(serve());
    const definition = { path: '/openapi.yaml', contract: 'contracts/pay.yaml' };
    const outcome = await runCheck('drift', definition, server.url, { contracts, deadlineMs: 900 });
    expect(verdictOf(outcome)).toBe('error');
    expect(summary(outcome)).toEqual(['document error']);
  });
});

describe('a comparing program that misbehaves', () => {
  test.each([
    ['hangs', 'exec sleep 30', /killed: timeout/],
    ['writes something else', 'echo hello', /no list of changes/],
    ['ends with an error', 'echo "Error: bad" >&2; exit 3', /could not compare: bad/],
  ])('%s', async (_, body, says) => {
    const folder = mkdtempSync(join(tmpdir(), 'drift-'));
    const oasdiff = join(folder, 'oasdiff');
    writeFileSync(oasdiff, `#!/bin/sh\n${body}\n`);
    chmodSync(oasdiff, 0o700);
    const { verdict, detail } = await published(PINNED, {}, { oasdiff, deadlineMs: 1_000 });
    rmSync(folder, { recursive: true });
    expect(verdict).toBe('error');
    expect(detail).toMatch(says);
  });
});
