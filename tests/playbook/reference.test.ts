import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { mdxToMdast } from 'satteri';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { actionKinds } from '../../runbook-runner/actions/registry.ts';
import { createFiles } from '../../runbook-runner/adapters/node-files.ts';
import { assertions, checkKinds } from '../../runbook-runner/checks/registry.ts';
import { CODES } from '../../runbook-runner/errors/index.ts';
import { codeowners } from '../../runbook-runner/playbook/codeowners.ts';
import { DIAGNOSTIC_CODES } from '../../runbook-runner/playbook/diagnostic-codes.ts';
import { loadPlaybook } from '../../runbook-runner/playbook/load.ts';
import { fieldsOf } from '../../runbook-runner/playbook/reference/fields.ts';
import { faultsFile, referenceFiles } from '../../runbook-runner/playbook/reference/index.ts';
import { authorSchemas, jsonSchema } from '../../runbook-runner/playbook/reference/json-schemas.ts';
import { code, prose, table } from '../../runbook-runner/playbook/reference/mdx.ts';
import recorded from '../../runbook-runner/playbook/reference/recorded.json' with { type: 'json' };
import { NOTHING_SHOWN, shownChecks } from '../../runbook-runner/playbook/reference/shown.ts';
import { ASSERTION_CODES } from '../../runbook-runner/ports/assertion-codes.ts';
import { ProblemClass } from '../../runbook-runner/ports/result.ts';
import { faultKinds } from '../../runbook-runner/sandbox/fault-proxy/kinds/registry.ts';

const ROOT = join(import.meta.dirname, '../..');
const kinds = { checks: checkKinds, actions: actionKinds, faults: faultKinds };
const loaded = await loadPlaybook(createFiles(ROOT), kinds);
const shown = loaded.ok ? shownChecks(loaded.playbook, checkKinds, recorded) : NOTHING_SHOWN;
const files = referenceFiles(kinds, assertions, shown);
const textOf = (path: string) => files.find((file) => file.path.endsWith(path))?.text ?? '';

describe('what is generated is up to date: run "npm run generate"', () => {
  test.each(files.map((file) => [file.path, file] as const))('%s', (path, { text }) => {
    expect(existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : '').toBe(text);
  });

  test('no schema is left over from before', () => {
    const known = files.map((file) => file.path);
    const there = readdirSync(join(ROOT, 'public/schemas')).map((name) => `public/schemas/${name}`);
    expect(there.filter((path) => !known.includes(path))).toEqual([]);
  });

  test.each(['check-kinds', 'assertions'])('no page of %s is left over from before', (folder) => {
    const known = files.map((file) => file.path);
    const place = `src/content/docs/reference/${folder}`;
    const there = readdirSync(join(ROOT, place)).map((name) => `${place}/${name}`);
    expect(there.filter((path) => !known.includes(path))).toEqual([]);
  });

  test('.github/CODEOWNERS, and the page of the declared faults', () => {
    expect(loaded.ok ? [] : loaded.diagnostics).toEqual([]);
    if (!loaded.ok) return;
    const text = codeowners(loaded.playbook);
    expect(readFileSync(join(ROOT, '.github/CODEOWNERS'), 'utf8')).toBe(text);
    const faults = faultsFile(loaded.playbook, kinds);
    expect(readFileSync(join(ROOT, faults.path), 'utf8')).toBe(faults.text);
    // The last match wins: what one team owns inside another's folder must stand below that folder.
    expect(text.indexOf('src/content/contracts/**')).toBeGreaterThan(text.indexOf('src/content/** '));
  });
});

test.each(Object.entries(ASSERTION_CODES))('every code of %s has its meaning on its page', (name, codes) => {
  const told = textOf(`reference/assertions/${name}.mdx`);
  expect(Object.keys(codes).filter((one) => !told.includes(`| \`${one}\` | `))).toEqual([]);
});

test.each([...checkKinds])('the page of %s has examples, fields and codes', (name, { example, schema }) => {
  const text = textOf(`reference/check-kinds/${name}.mdx`);
  expect(text).toContain(example);
  const fields = fieldsOf(jsonSchema(schema)).filter(({ path }) => !text.includes(`| \`${path}\` | `));
  expect(fields).toEqual([]);
  expect(text).toMatch(/\n## Codes\n/);
});

test('the page of tcp lists what a connection can come to, and nothing of TLS, HTTP or credentials', () => {
  const [, codes = ''] = textOf('reference/check-kinds/tcp.mdx').split('\n## Codes\n');
  const listed = [...codes.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code);
  expect(listed).toEqual([
    ...['refused', 'reset', 'timeout', 'unknown-host', 'name-server-failed'],
    ...['missing', 'extra', 'refused', 'reset', 'timeout'],
  ]);
});

test('every class of problem has its meaning, and whether it is ours', () => {
  const [, told = ''] = textOf('reference/check-kinds/index.mdx').split('\n## Problems\n');
  const missing = ProblemClass.options.filter((one) => !told.includes(`| \`${one}\` | `));
  expect(missing).toEqual([]);
  expect(told).toMatch(/\| `refused` \| .* \| `fail` \|\n/);
  expect(told).toMatch(/\| `network-down` \| .* \| `error` \|\n/);
});

test.each([...authorSchemas(kinds)])('every field of a %s says what it means', (_, schema) => {
  const silent = fieldsOf(jsonSchema(schema)).filter((field) => field.description === '');
  expect(silent.map((field) => field.path)).toEqual([]);
});

describe('the pages', () => {
  const anchorsOf = (path: string) => [...textOf(path).matchAll(/^## (.+)$/gm)].map((match) => match[1]);

  test('errors has one anchor for each code, and no other', () => {
    expect(anchorsOf('reference/errors.mdx')).toEqual(Object.keys(CODES));
  });

  test('diagnostics has one anchor for each code, and no other', () => {
    expect(anchorsOf('reference/diagnostics.mdx')).toEqual(Object.keys(DIAGNOSTIC_CODES));
  });

  test('kinds have a part with a whole example that the loader takes', () => {
    expect(anchorsOf('reference/action-kinds.mdx')).toEqual([...actionKinds.keys()]);
    expect(anchorsOf('reference/fault-kinds.mdx')).toEqual([...faultKinds.keys()]);
    const sorts = { check: checkKinds, action: actionKinds, fault: faultKinds };
    for (const [sort, registry] of Object.entries(sorts)) {
      const schema = authorSchemas(kinds).get(sort);
      for (const { example } of registry.values()) {
        expect(schema?.safeParse(parse(example)).error?.issues).toBeUndefined();
      }
    }
  });

  test.each([
    ['in a line', prose('Takes `a|b`.')],
    ['in a table', table(['one', 'two'], [[code('a|b'), 'c']])],
  ])('a pipe in code is shown without a backslash, %s', (_where, markdown) => {
    const shown: unknown[] = [];
    const visit = (node: { type: string; value?: unknown; children?: readonly unknown[] }) => {
      if (node.type === 'inlineCode') shown.push(node.value);
      for (const child of node.children ?? []) visit(child as typeof node);
    };
    visit(mdxToMdast(markdown));
    expect(shown).toEqual(['a|b']);
  });

  test('a default that is not the same everywhere is told as each that there is', () => {
    const at = (word: string, fallback: boolean) =>
      z.strictObject({ [word]: z.string(), open: z.boolean().default(fallback) });
    const all = (...words: [string, boolean][]) =>
      fieldsOf(jsonSchema(z.union(words.map(([word, fallback]) => at(word, fallback))))).find(
        ({ path }) => path === 'open',
      )?.default;
    expect(all(['here', true], ['there', false])).toBe('true or false');
    expect(all(['here', true], ['there', true])).toBe('true');
  });

  test('no text becomes markup, whatever it is', () => {
    const texts = fc.string({
      unit: fc.constantFrom(...'{}<>*_[]|~$\\/`&#!():"-+=. abc1\n'.split('')),
      maxLength: 40,
    });
    fc.assert(
      fc.property(texts, texts, (text, other) => {
        const tree = mdxToMdast(`${table(['a', 'b'], [[`${prose(text)}.`, `x${code(`x${other}`)}`]])}\n`);
        const types = new Set<string>();
        const visit = (node: { type: string; name?: string | null; children?: readonly unknown[] }) => {
          if (node.name !== 'code') types.add(node.type);
          for (const child of node.children ?? []) visit(child as typeof node);
        };
        visit(tree);
        const allowed = ['root', 'table', 'tableRow', 'tableCell', 'text', 'inlineCode'];
        expect([...types].filter((type) => !allowed.includes(type))).toEqual([]);
      }),
      { numRuns: 500, examples: [['```{`', '']] },
    );
  });
});
