import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './support/browser.ts';
import { openPage } from './support/launch.ts';
import { PAGES } from './support/pages.ts';
import { type StaticSite, serveStatic } from './support/static-site.ts';

describeInBrowser('by keyboard and by pointer', (browser) => {
  let site: StaticSite;
  beforeAll(async () => {
    site = await serveStatic();
  });
  afterAll(() => site.close());

  test('a term opens its card on focus, says it to screen readers, and Escape closes it', async () => {
    const { page, close } = await openPage(browser());
    await page.goto(site.url + PAGES.overview);
    const term = page.locator('playbook-term a').first();
    const card = page.locator('playbook-term [role=tooltip]').first();
    expect(await term.getAttribute('aria-describedby')).toBe(await card.getAttribute('id'));
    expect(await card.isVisible()).toBe(false);
    await term.focus();
    expect(await card.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await card.isVisible()).toBe(false);
    expect(await term.evaluate((element) => element === document.activeElement)).toBe(true);
    await close();
  });

  test('a term further down opens its card beside it, though the focus brings the page to it', async () => {
    const { page, close } = await openPage(browser(), { viewport: { width: 390, height: 844 } });
    await page.goto(site.url + PAGES.glossary);
    const term = page.locator('playbook-term').last();
    await term.locator('a').focus();
    // Two frames: the event of the scrolling comes with the next.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(0);
    const [word, card] = [
      await term.locator('a').boundingBox(),
      await term.locator('[role=tooltip]').boundingBox(),
    ];
    if (!word || !card) throw new Error('The card is not shown.');
    expect(
      Math.min(Math.abs(card.y - word.y - word.height), Math.abs(word.y - card.y - card.height)),
    ).toBeLessThan(12);
    await close();
  });

  test('a card opens on hover, can be pointed at, stays inside the window, and goes when left', async () => {
    const { page, close } = await openPage(browser(), { viewport: { width: 390, height: 844 } });
    await page.goto(site.url + PAGES.glossary);
    for (const term of (await page.locator('playbook-term').all()).slice(0, 5)) {
      await term.scrollIntoViewIfNeeded();
      await term.locator('a').hover();
      const card = term.locator('[role=tooltip]');
      const box = await card.boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= 390 && box.y >= 0).toBe(true);
      await card.hover();
      await page.waitForTimeout(250);
      expect(await card.isVisible()).toBe(true);
      await page.mouse.move(0, 0);
      await card.waitFor({ state: 'hidden' });
    }
    await close();
  });

  test('every control that Tab reaches shows where the focus is', async () => {
    const { page, close } = await openPage(browser(), { viewport: { width: 1280, height: 900 } });
    await page.goto(site.url + PAGES.scenario);
    for (let pressed = 0; pressed < 40; pressed += 1) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return undefined;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return {
          html: element.outerHTML.slice(0, 80),
          shown: outlineStyle !== 'none' && outlineWidth !== '0px',
        };
      });
      if (focus) expect(focus).toMatchObject({ shown: true });
    }
    await close();
  });
});
