import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './support/browser.ts';
import { openPage } from './support/launch.ts';
import { PAGES } from './support/pages.ts';
import { type Served, serve } from './support/serve.ts';

const KB = 1024;
const SITE = join(import.meta.dirname, '../../dist/site');
/** Scripts of Starlight and of its code blocks; everything else in the build is ours. */
const STARLIGHT = /^(LanguageSelect|MobileTableOfContents|Page|PageFrame|TableOfContents|starlight-toc|ec)\./;

describeInBrowser('as the runner serves it', (browser) => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(() => served.close());

  test.each(Object.entries(PAGES).filter(([kind]) => kind !== 'not found'))(
    'the policy stops nothing of a %s page',
    async (_kind, path) => {
      const { page, problems, close } = await openPage(browser());
      const response = await page.goto(served.url + path);
      await page.waitForLoadState('networkidle');
      expect(problems).toEqual([]);
      const header = response?.headers()['content-security-policy'] ?? '';
      expect(header).toContain("default-src 'none'");
      expect(header).toContain("frame-ancestors 'none'");
      expect(header).not.toMatch(/script-src[^;]*'unsafe-inline'/);
      await close();
    },
  );

  test('the policy stops a script that is put into the page', async () => {
    const { page, problems, close } = await openPage(browser());
    await page.goto(served.url + PAGES.scenario);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.intruder = true';
      document.body.append(script);
    });
    expect(await page.evaluate(() => 'intruder' in window)).toBe(false);
    expect(problems.join()).toContain('Content Security Policy');
    await close();
  });

  test('by keyboard alone: Enter runs a check, and the focus stays where it was', async () => {
    const { page, close } = await openPage(browser());
    await page.goto(served.url + PAGES['failure mode']);
    const check = page.locator('#check-lumenpay-charges-contract');
    const run = check.getByRole('button', { name: 'Run check' });
    await run.focus();
    await page.keyboard.press('Enter');
    await served.confirmPairing();
    await check.locator('.pb-verdict[data-tone="pass"]').waitFor();
    expect(await run.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await check.getByRole('status').innerText()).toMatch(/^Charges match the agreed contract: Pass/);
    await page.addInitScript(() => {
      const send = window.fetch;
      window.fetch = async (input, init) => {
        const response = await send(input, init);
        if (!response.ok || !response.url.endsWith('/api/status')) return response;
        return Response.json({
          ...(await response.json()),
          behind: { commits: 3, command: 'git pull --ff-only' },
        });
      };
    });
    await page.reload();
    await page
      .locator('playbook-notices', { hasText: '3 commits behind its remote: git pull --ff-only' })
      .waitFor();
    await close();
  });

  test('a search for a check by its id leads to the place where it stands, and can be narrowed to a kind', async () => {
    const { page, problems, close } = await openPage(browser());
    await page.goto(served.url + PAGES.home);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('lumenpay-charges-contract');
    const result = page
      .locator('.pb-search-results a', { hasText: 'Charges match the agreed contract' })
      .first();
    await result.waitFor();
    await page.getByRole('button', { name: /^Check \d/ }).click();
    await page.getByRole('button', { name: /^Check \d/, pressed: true }).waitFor();
    expect(await page.locator('.pb-search-results .pb-badge').allInnerTexts()).not.toContain('Scenario');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Search a symptom/ }).click();
    await page.keyboard.type('amounts 0 NaN');
    await page.locator('.pb-search-results li:first-child a', { hasText: 'Schema drift' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(served.url + PAGES['failure mode']);
    expect(problems).toEqual([]);
    await close();
  });

  test('a scenario page weighs at most 80 KB, of which scripts of ours at most 12', async () => {
    const { page, close } = await openPage(browser());
    const session = await page.context().newCDPSession(page);
    const scripts = new Set<string>();
    let total = 0;
    await session.send('Network.enable');
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      total += encodedDataLength;
    });
    page.on('response', (response) => {
      const path = new URL(response.url()).pathname;
      if (path.endsWith('.js') && !STARLIGHT.test(path.split('/').at(-1) ?? '')) scripts.add(path);
    });
    await page.goto(served.url + PAGES.scenario);
    await page.waitForLoadState('networkidle');
    const ours = [...scripts].reduce(
      (sum, path) => sum + brotliCompressSync(readFileSync(join(SITE, path))).length,
      0,
    );
    await close();
    console.info(
      `A scenario page: ${(total / KB).toFixed(1)} KB with headers, scripts of ours ${(ours / KB).toFixed(1)} KB.`,
    );
    expect(scripts.size).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(80 * KB);
    expect(ours).toBeLessThanOrEqual(12 * KB);
  });
});
