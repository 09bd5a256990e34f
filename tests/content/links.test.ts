// Every link from one page to another leads to a page, and to a heading or step that is there.
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const docs = fileURLToPath(new URL('../../src/content/docs/', import.meta.url));

/** Sections that the site adds below a page's text, by the front matter that brings them. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  scenario: ['rollback', 'afterwards'],
  integration: ['preflight', 'environments', 'auth', 'endpoints', 'formats', 'promises', 'where-to-look'],
  failureMode: ['signature'],
};

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

function anchorsOf(source: string): Set<string> {
  const headings = [...source.matchAll(/^#{2,6} (.+)$/gm)].map(([, text = '']) => slug(text));
  const steps = [...source.matchAll(/<Step id="([^"]+)"/g)].map(([, id = '']) => id);
  const added = Object.entries(ADDED).flatMap(([key, ids]) =>
    new RegExp(`^${key}:`, 'm').test(source) ? ids : [],
  );
  return new Set([...headings, ...steps, ...added]);
}

const pages = new Map(
  globSync('**/*.mdx', { cwd: docs }).map((file) => {
    const id = file
      .replaceAll('\\', '/')
      .replace(/\.mdx$/, '')
      .replace(/(^|\/)index$/, '');
    return [id === '' ? '/' : `/${id}/`, readFileSync(`${docs}${file}`, 'utf8')];
  }),
);

const links = [...pages].flatMap(([from, source]) =>
  [...source.matchAll(/\]\((\/[^)#\s]*)?(?:#([^)\s]+))?\)/g)].map(([, to = from, anchor]) => ({
    from,
    to,
    anchor,
  })),
);

test('there are pages with links to look at', () => {
  expect(pages.size).toBeGreaterThan(10);
  expect(links.length).toBeGreaterThan(10);
});

test('every link leads to a page', () => {
  expect(links.filter(({ to }) => !pages.has(to))).toEqual([]);
});

test('every anchor is on its page', () => {
  const broken = links.filter(({ to, anchor }) => anchor && !anchorsOf(pages.get(to) ?? '').has(anchor));
  expect(broken).toEqual([]);
});
