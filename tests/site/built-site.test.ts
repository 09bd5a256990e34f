import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadPlaybookAt } from '../../runbook-runner/compose.ts';
import type { Playbook } from '../../runbook-runner/playbook/playbook.ts';
import { scriptHashes } from '../../src/integrations/content-policy.ts';

const ROOT = join(import.meta.dirname, '../..');
const SITE = join(ROOT, 'dist/site');

if (!existsSync(join(SITE, 'index.html')))
  throw new Error('These tests look at the built site: npm run build');
const paths = readdirSync(SITE, { recursive: true, encoding: 'utf8' })
  .map((path) => `/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.html'));
const html = new Map(paths.map((path) => [path, readFileSync(join(SITE, path), 'utf8')]));

let playbook: Playbook;
beforeAll(async () => {
  const loaded = await loadPlaybookAt(ROOT);
  if (!loaded.ok) throw new Error('The playbook has errors.');
  playbook = loaded.playbook;
});

const pageAt = (address: string): string =>
  html.get(address.endsWith('/') ? `${address}index.html` : address) ?? '';
const decoded = (text: string) =>
  text.replaceAll('&#39;', "'").replaceAll('&#x27;', "'").replaceAll('&amp;', '&');
const content = (page: string, name: string): string | undefined => {
  const meta = new RegExp(`<meta name="${name}" content(?:="([^"]*)")?`).exec(page);
  return meta ? (meta[1] ?? '') : undefined;
};

test('every page of the playbook was built, and carries its id, its seal and its commit', () => {
  for (const page of playbook.pages.values()) {
    const built = pageAt(page.address);
    expect(content(built, 'playbook-page'), page.id).toBe(page.id);
    expect(content(built, 'playbook-seal'), page.id).toBe(page.seal);
    expect(content(built, 'playbook-commit')).toMatch(/^([0-9a-f]{40}|unknown)$/);
  }
});

test('every scenario and failure mode has its short address', () => {
  for (const [id, page] of [...playbook.scenarios, ...playbook.failureModes]) {
    expect(pageAt(`/a/${id}/`)).toContain(`content="0; url=${page.address}"`);
  }
});

test('only a change that ends by itself is promised a notice; what stays is undone by its run', () => {
  const undoOf = (address: string, action: string): string => {
    const card = pageAt(address).split(`id="action-${action}"`)[1] ?? '';
    return /<b>Undo:<\/b>(.*?)<\/li>/s.exec(card)?.[1] ?? '';
  };
  expect(undoOf('/scenarios/inconsistent-schema/', 'order-sync-cached-fallback')).toContain(
    'notice on every',
  );
  const stays = undoOf('/scenarios/wrong-setting/', 'order-sync-rollback');
  expect(stays).not.toContain('notice');
  expect(stays).toContain('<code>npm run -s playbook -- undo &lt;run&gt;</code>');
});

test('search knows kind, integration and severity of a scenario', () => {
  const built = pageAt('/scenarios/inconsistent-schema/');
  for (const [name, value] of [
    ['kind', 'Scenario'],
    ['integration', 'Lumenpay'],
    ['severity', 'sev2'],
  ]) {
    expect(built).toMatch(
      new RegExp(`<meta data-pagefind-filter="${name}\\[content\\]"[^>]*content="${value}`),
    );
  }
});

test('every check and every action that a page places is on it, with its command', () => {
  for (const page of playbook.pages.values()) {
    const built = pageAt(page.address);
    for (const { element, id } of [...page.loose, ...page.steps.flatMap((step) => step.placements)]) {
      expect(built, `${page.id}: ${id}`).toContain(`<playbook-${element.toLowerCase()}`);
      if (element !== 'Decision') expect(built).toContain(`-- ${element.toLowerCase()} ${id} --env sandbox`);
    }
  }
});

describe('every page', () => {
  test.each(paths)('%s allows the scripts that stand in it, and no others', (path) => {
    const page = html.get(path) ?? '';
    const policy = decoded(
      /<meta http-equiv="content-security-policy" content="([^"]*)"/.exec(page)?.[1] ?? '',
    );
    const script = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
    expect(script.match(/'sha256-[^']+'/g) ?? []).toEqual(scriptHashes(page));
    expect(script).not.toContain('unsafe-inline');
  });

  test.each(paths)('%s has no link that leads nowhere', (path) => {
    const page = html.get(path) ?? '';
    const links = [...page.matchAll(/<a\b[^>]*\shref="([^"]+)"/g)].map(([, href = '']) => decoded(href));
    const broken = links.filter((href) => !/^(https?:|mailto:|tel:)/.test(href) && !leads(path, href));
    expect([...new Set(broken)]).toEqual([]);
  });
});

/** Whether the address is a built page, and its fragment an element of that page. */
function leads(from: string, href: string): boolean {
  const { pathname, hash } = new URL(href, `http://x${from.replace(/index\.html$/, '')}`);
  const target = html.get(pathname.endsWith('/') ? `${pathname}index.html` : pathname);
  if (target === undefined) return existsSync(join(SITE, pathname)) && !pathname.endsWith('/') && !hash;
  return hash === '' || target.includes(`id="${decodeURIComponent(hash.slice(1))}"`);
}

test('the steps of a runbook have their numbers on the page of its drill too', () => {
  const drill = pageAt('/drills/inconsistent-schema-live/');
  expect(drill).toMatch(/Step 1: <\/span>Confirm that it is the schema/);
  expect([...html].filter(([, page]) => page.includes('Step 0:')).map(([path]) => path)).toEqual([]);
});

test('a drill says at its head where it begins', () => {
  expect(pageAt('/drills/inconsistent-schema-live/')).toContain('href="#take-it">Take it yourself</a>');
  expect(pageAt('/drills/lost-hour-tabletop/')).toContain('href="#injects">Go to the injects</a>');
});

test('who to reach can be written to, opened or called from an integration and from the escalation', () => {
  const lumenpay = pageAt('/integrations/lumenpay/');
  expect(lumenpay).toContain('<a href="mailto:desk@lumenpay.example">desk@lumenpay.example</a>');
  expect(lumenpay).toContain('<a href="https://desk.lumenpay.example">https://desk.lumenpay.example</a>');
  for (const page of ['/integrations/stockline/', '/escalation/'])
    expect(pageAt(page)).toContain('<a href="tel:+494055500143">+49 40 5550 0143</a>');
});

test('a promise about a long expression says its sentence first, and the expression behind it', () => {
  const card = /<playbook-check[^>]*data-id="order-sync-upstream-errors"[\s\S]*?<\/playbook-check>/;
  const pages = [...html.values()].flatMap((page) => card.exec(page)?.[0] ?? []);
  expect(pages.length).toBeGreaterThan(0);
  for (const page of pages) {
    const [sentence = '', folded = ''] = page.split('<summary>Which value is taken</summary>');
    expect(sentence).toMatch(/Passes when\s*<\/p>/);
    expect(sentence).toContain('the value is at most');
    expect(sentence).not.toContain('upstream_requests_total');
    expect(folded.split('</details>')[0]).toContain('upstream_requests_total');
  }
});
