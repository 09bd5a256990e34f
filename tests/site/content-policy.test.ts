import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { completePolicy, scriptHashes } from '../../src/integrations/content-policy.ts';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const page = (policy: string, body: string) =>
  `<head><meta http-equiv="content-security-policy" content="${policy}"></head><body>${body}</body>`;

test('every inline script is named once, files and data are not', () => {
  const html = `<script>one()</script><script src="/x.js"></script><script type="module">two()</script>
    <script>one()</script><script type="application/ld+json">{}</script>`;
  expect(scriptHashes(html)).toEqual([hash('one()'), hash('two()')]);
});

test('the hash is of the exact bytes, line ends and spaces included', () => {
  expect(scriptHashes('<script>\n\ta()\n</script>')).toEqual([hash('\n\ta()\n')]);
});

test('the policy allows the scripts of its own page and no other hash', () => {
  const html = page(
    "default-src 'none'; script-src 'self' 'sha256-old='; style-src 'self' 'sha256-css='",
    '<script>a()</script>',
  );
  const policy = /content="([^"]*)"/.exec(completePolicy(html))?.[1];
  expect(policy).toBe(`default-src 'none'; script-src 'self' ${hash('a()')}; style-src 'self'`);
});

test('a page without a policy stays as it is', () => {
  expect(completePolicy('<script>a()</script>')).toBe('<script>a()</script>');
});
