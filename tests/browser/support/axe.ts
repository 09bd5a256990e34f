// Every kind of page in one theme, held to the rules of axe. A file for each theme, so that two cores share the work.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './browser.ts';
import { openPage } from './launch.ts';
import { PAGES } from './pages.ts';
import { type StaticSite, serveStatic } from './static-site.ts';

/** Long code becomes scrollable by keyboard when the page is idle; if it never does, axe says so. */
async function atRest(page: Page): Promise<void> {
  const reachable = () =>
    [...document.querySelectorAll('pre')].every(
      (pre) => pre.scrollWidth <= pre.clientWidth || pre.tabIndex === 0,
    );
  await page.waitForFunction(reachable, undefined, { timeout: 10_000 }).catch(() => {});
}

export function describeForAxe(colorScheme: 'light' | 'dark'): void {
  describeInBrowser('axe finds nothing to complain of', (browser) => {
    let site: StaticSite;
    beforeAll(async () => {
      site = await serveStatic();
    });
    afterAll(() => site.close());

    test.each(Object.entries(PAGES))(`%s, ${colorScheme}`, async (_kind, path) => {
      const { page, close } = await openPage(browser(), {
        colorScheme,
        viewport: { width: 1280, height: 900 },
      });
      await page.goto(site.url + path);
      await atRest(page);
      // Every rule is asked. What passes is most of a page, takes long to describe, and is read by nobody.
      const { violations } = await new AxeBuilder({ page })
        .options({ resultTypes: ['violations'] })
        .analyze();
      await close();
      expect(
        violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`),
      ).toEqual([]);
    });
  });
}
