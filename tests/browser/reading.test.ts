import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './support/browser.ts';
import { openPage } from './support/launch.ts';
import { PAGES } from './support/pages.ts';
import { type StaticSite, serveStatic } from './support/static-site.ts';

describeInBrowser('without a runner', (browser) => {
  let site: StaticSite;
  beforeAll(async () => {
    site = await serveStatic();
  });
  afterAll(() => site.close());

  test('without scripts: what a check promises and its command can be read, no button lies', async () => {
    const { page, close } = await openPage(browser(), { javaScriptEnabled: false });
    await page.goto(site.url + PAGES.scenario);
    const check = page.locator('#check-lumenpay-charges-contract');
    const text = await check.innerText();
    expect(text).toContain('status is 200');
    expect(text).toContain('npm run -s playbook -- check lumenpay-charges-contract --env sandbox');
    expect(await page.locator('main button:visible').count()).toBe(0);
    expect(await page.locator('playbook-decision').first().innerText()).toContain('Proceed to step 2');
    expect(await page.locator('playbook-runner-line noscript').innerText()).toContain('run from a terminal');
    await close();
  });

  test('with scripts: the page says that no runner answers and how to start one', async () => {
    const { page, problems, close } = await openPage(browser());
    await page.goto(site.url + PAGES.scenario);
    await page.getByRole('button', { name: 'Runner: No runner' }).click();
    expect(await page.locator('#playbook-runner').innerText()).toContain('npm start');
    expect(await page.getByRole('button', { name: 'Run check' }).count()).toBe(0);
    // The one request that fails is the question whether a runner is there.
    expect(problems).toEqual([expect.stringContaining('404')]);
    await close();
  });

  test('what must be chosen stands there, the command carries it, and Enter finds nothing to press', async () => {
    const { page, close } = await openPage(browser());
    await page.goto(site.url + PAGES.scenario);
    const action = page.locator('#action-order-sync-cached-fallback');
    const age = action.getByLabel('max-age');
    await age.fill('600');
    await age.press('Enter');
    expect(await action.locator('.pb-command code').innerText()).toMatch(/--param max-age=600$/);
    expect(await action.locator('.pb-outcome').innerText()).toBe('');
    await page.emulateMedia({ media: 'print' });
    expect(await age.isVisible()).toBe(true);
    await close();
  });

  test('on paper, also from a dark screen: ink is dark, commands and results stay, buttons go', async () => {
    const { page, close } = await openPage(browser(), { colorScheme: 'dark' });
    await page.goto(site.url + PAGES.scenario);
    const ink = () => page.locator('h1').evaluate((title) => getComputedStyle(title).color);
    const onScreen = await ink();
    await page.emulateMedia({ media: 'print' });
    expect([onScreen, await ink()]).toEqual(['rgb(243, 248, 247)', 'rgb(15, 26, 29)']);
    expect(await page.getByText('check lumenpay-charges-contract --env').first().isVisible()).toBe(true);
    expect(
      await page.locator('.pb-button:visible, .pb-line:visible, button:visible, select:visible').count(),
    ).toBe(0);
    expect(await page.getByText('vendor liaison: Integrations').isVisible()).toBe(true);
    await close();
  });

  test('the fields of a reference page are on paper', async () => {
    const { page, close } = await openPage(browser());
    await page.goto(site.url + PAGES['check kind']);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.pb-fields td').first().isVisible()).toBe(true);
    await close();
  });

  test.each([
    ['/a/inconsistent-schema/', PAGES.scenario],
    ['/a/schema-drift/', PAGES['failure mode']],
  ])('the alert address %s leads to %s', async (short, long) => {
    const { page, close } = await openPage(browser());
    await page.goto(site.url + short);
    await page.waitForURL(site.url + long);
    await close();
  });
});
