import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './support/browser.ts';
import { type Opened, openPage } from './support/launch.ts';
import { PAGES } from './support/pages.ts';
import { type StaticSite, serveStatic } from './support/static-site.ts';

describeInBrowser('the search leads to what can be done', (browser) => {
  let site: StaticSite;
  let opened: Opened;
  beforeAll(async () => {
    site = await serveStatic();
    opened = await openPage(browser());
    await opened.page.goto(site.url + PAGES.home);
    await opened.page.keyboard.press('Control+k');
  });
  afterAll(async () => {
    await opened?.close();
    await site?.close();
  });

  /** The results as they are listed, best first: `Glossary p95`. */
  async function search(query: string): Promise<string[]> {
    const { page } = opened;
    const results = page.locator('.pb-search-results');
    await page.getByRole('searchbox').fill('');
    await results.locator('li').first().waitFor({ state: 'hidden' });
    await page.getByRole('searchbox').fill(query);
    await results.locator('li').first().waitFor();
    return results.locator('li').evaluateAll((items) =>
      items.map((item) => {
        const name = item.querySelector('.pb-mode-name');
        return `${name?.querySelector('.pb-badge')?.textContent} ${name?.firstChild?.textContent}`;
      }),
    );
  }

  test.each([
    ['slow', 'Scenario Latency spike', /^(Glossary|Drill|Changelog) /],
    ['amount', 'Scenario Upstream returns an inconsistent schema', /^(Glossary|Drill|Changelog) /],
    ['latency', 'Scenario Latency spike', /^(Glossary|Drill|Changelog) /],
    ['drift', 'Failure mode Schema drift', /^(Glossary|Drill|Changelog) /],
  ])('“%s”: %s comes before what explains or exercises it', async (query, wanted, later) => {
    const found = await search(query);
    const at = found.indexOf(wanted);
    expect(at, found.join('\n')).toBeGreaterThanOrEqual(0);
    expect(found.slice(0, at).filter((one) => later.test(one))).toEqual([]);
  });

  test.each([
    ['429', 'Failure mode Rate limited'],
    ['idempotency', 'Glossary Idempotency key'],
    ['ECONNRESET', 'Failure mode Connection reset'],
  ])('“%s” finds %s first', async (query, wanted) => {
    expect((await search(query))[0]).toBe(wanted);
  });
});
