import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './support/browser.ts';
import { openPage } from './support/launch.ts';
import { PAGES } from './support/pages.ts';
import { type StaticSite, serveStatic } from './support/static-site.ts';

describeInBrowser('nothing is wider than the window', (browser) => {
  let site: StaticSite;
  beforeAll(async () => {
    site = await serveStatic();
  });
  afterAll(() => site.close());

  const cases = [320, 390, 768, 1440].flatMap((width) =>
    Object.entries(PAGES).map(([kind, path]) => [kind, width, path] as const),
  );
  test.each(cases)('%s at %d px', async (_kind, width, path) => {
    const { page, close } = await openPage(browser(), { viewport: { width, height: 844 } });
    await page.goto(site.url + path);
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    await close();
    expect(wider).toBe(0);
  });
});
