// Takes the pictures that people look at before a release: npm run screenshots, on a site that was built.
// Every page at 390 and 1440 px in both themes, and a scenario while it runs, into dist/screenshots.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { findChromium } from './support/chromium.ts';
import { launch, openPage } from './support/launch.ts';
import { PAGES } from './support/pages.ts';
import { type Served, serve } from './support/serve.ts';

const FOLDER = join(import.meta.dirname, '../../dist/screenshots');
const README_PICTURE = join(import.meta.dirname, '../../.github/images/runbook.png');
const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } } as const;
const THEMES = ['light', 'dark'] as const;
const SHOWN = [
  'home',
  'scenario',
  'failure mode',
  'integration',
  'drill',
  'glossary',
  'onboarding',
  'escalation',
] as const;

const name = (what: string, size: string, theme: string) =>
  join(FOLDER, `${what.replaceAll(' ', '-')}-${size}-${theme}.png`);

async function still(browser: Browser, url: string): Promise<void> {
  for (const theme of THEMES) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      const { page, close } = await openPage(browser, { viewport, colorScheme: theme });
      for (const kind of SHOWN) {
        await page.goto(url + PAGES[kind], { waitUntil: 'networkidle' });
        await page.screenshot({ path: name(kind, size, theme) });
      }
      await close();
    }
  }
}

/** A responder in the middle of a scenario: the check is red, its failure mode is named. */
async function running(browser: Browser, served: Served): Promise<void> {
  await served.playbook('sandbox', 'fault', 'charge-amount-as-text');
  for (const theme of THEMES) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      const { page, close } = await openPage(browser, { viewport, colorScheme: theme });
      await page.goto(served.url + PAGES.scenario);
      const check = page.locator('#check-lumenpay-charges-contract');
      await check.getByRole('button', { name: 'Run check' }).click();
      await check.locator('.pb-words').waitFor();
      await page.screenshot({ path: name('pairing', size, theme) });
      await served.confirmPairing();
      await check.locator('.pb-verdict[data-tone="fail"]').waitFor();
      await check.locator('.pb-outcome').evaluate((element) => element.scrollIntoView({ block: 'center' }));
      await page.screenshot({ path: name('check red', size, theme) });
      await page.evaluate(() => scrollTo(0, 0));
      await page.getByText('Sandbox disturbed').waitFor();
      await page.screenshot({ path: name('scenario running', size, theme) });
      await close();
    }
  }
}

/** The picture of the README, from two of those taken. */
async function compose(browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  await page.goto(pathToFileURL(join(import.meta.dirname, 'support/readme.html')).href);
  await page.screenshot({ path: README_PICTURE });
  await page.close();
}

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const served = await serve();
const browser = await launch(await findChromium());
try {
  await still(browser, served.url);
  await running(browser, served);
  await compose(browser);
  console.log(`Pictures are in ${FOLDER}`);
} finally {
  await browser.close();
  await served.close();
}
