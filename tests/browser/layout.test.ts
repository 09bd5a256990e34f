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

  test.each([
    ['a list of pages on a phone', 390, ['/integrations/', '/scenarios/', '/failure-modes/', '/drills/']],
    ['a table on a desk', 1440, ['/drills/lost-hour-tabletop/', PAGES['failure mode'], PAGES.scenario]],
  ])('no word of %s is cut in two', async (_, width, paths) => {
    const { page, close } = await openPage(browser(), { viewport: { width, height: 844 } });
    for (const path of paths) {
      await page.goto(site.url + path);
      const cut = await page.locator('td, th').evaluateAll((cells) =>
        cells.flatMap((cell) => {
          const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
          const found: string[] = [];
          while (text.nextNode()) {
            if (text.currentNode.parentElement?.closest('code, .sr-only')) continue;
            for (const { 0: word, index } of (text.currentNode.textContent ?? '').matchAll(/[\p{L}\d]+/gu)) {
              const range = document.createRange();
              range.setStart(text.currentNode, index);
              range.setEnd(text.currentNode, index + word.length);
              if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) found.push(word);
            }
          }
          return found;
        }),
      );
      expect(cut, path).toEqual([]);
    }
    await close();
  });
});
