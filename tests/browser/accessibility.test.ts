import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './support/browser.ts';
import { openPage } from './support/launch.ts';
import { PAGES } from './support/pages.ts';
import { type StaticSite, serveStatic } from './support/static-site.ts';

describeInBrowser('axe finds nothing to complain of', (browser) => {
  let site: StaticSite;
  beforeAll(async () => {
    site = await serveStatic();
  });
  afterAll(() => site.close());

  const themes = ['light', 'dark'] as const;
  const cases = themes.flatMap((theme) =>
    Object.entries(PAGES).map(([kind, path]) => [kind, theme, path] as const),
  );
  test.each(cases)('%s, %s', async (_kind, colorScheme, path) => {
    const { page, close } = await openPage(browser(), {
      colorScheme,
      viewport: { width: 1280, height: 900 },
    });
    await page.goto(site.url + path);
    // Long code can be scrolled by keyboard once the page has come to rest.
    await page.waitForLoadState('networkidle');
    const { violations } = await new AxeBuilder({ page }).analyze();
    await close();
    expect(
      violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`),
    ).toEqual([]);
  });
});
