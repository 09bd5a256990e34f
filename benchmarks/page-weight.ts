// What a cold visit to a runbook transfers, as the runner sends it to a real browser.
import type { Page } from 'playwright-core';
import { findChromium } from '../tests/browser/support/chromium.ts';
import { launch, openPage } from '../tests/browser/support/launch.ts';
import { serve } from '../tests/browser/support/serve.ts';
import type { Figure } from './support/figure.ts';

const PAGE = '/scenarios/inconsistent-schema/';
const MOST_BYTES = 80 * 1024;

export async function pageWeight(): Promise<readonly Figure[]> {
  const chromium = await findChromium();
  if ('missing' in chromium) return [{ name: `not measured: ${chromium.missing}`, value: '' }];
  const [served, browser] = await Promise.all([serve(), launch(chromium)]);
  try {
    const { page } = await openPage(browser);
    const sizes = await transferred(page, `${served.url}${PAGE}`);
    const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
    const parts = [...sizes].sort(([, a], [, b]) => b - a).map(([path, bytes]) => kilobytes(path, bytes));
    return [
      {
        ...kilobytes('all that is transferred', total),
        target: { text: 'at most 80 KB', met: total <= MOST_BYTES },
      },
      ...parts,
    ];
  } finally {
    await browser.close();
    await served.close();
  }
}

const kilobytes = (name: string, bytes: number): Figure => ({
  name,
  value: `${(bytes / 1024).toFixed(1)} KB`,
});

/** Bytes on the wire of each response, headers included, by path. */
async function transferred(page: Page, url: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const session = await page.context().newCDPSession(page);
  const paths = new Map<string, string>();
  await session.send('Network.enable');
  session.on('Network.responseReceived', ({ requestId, response }) => {
    paths.set(requestId, new URL(response.url).pathname);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const path = paths.get(requestId);
    if (path) sizes.set(path, (sizes.get(path) ?? 0) + encodedDataLength);
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  return sizes;
}
