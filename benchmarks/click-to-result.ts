// From the click to the result on the screen, in a real browser, beyond the upstream's own time.
import type { Page } from 'playwright-core';
import { findChromium } from '../tests/browser/support/chromium.ts';
import { launch, openPage } from '../tests/browser/support/launch.ts';
import { serve } from '../tests/browser/support/serve.ts';
import { absolute, type Figure } from './support/figure.ts';
import { median, percentile } from './support/timing.ts';

const PAGE = '/scenarios/inconsistent-schema/';
const CHECK = '#check-lumenpay-charges-contract';
const WARM_UP = 5;
const CLICKS = 100;
const PAUSE_MS = 150;
const MOST_MS = 25;

interface Clicked {
  /** From the click event to the frame after the verdict stood on the page. */
  readonly shownMs: number;
  /** What the runner waited for the upstream, by its own phases. */
  readonly upstreamMs: number;
}

export async function clickToResult(): Promise<readonly Figure[]> {
  const chromium = await findChromium();
  if ('missing' in chromium) return [{ name: `not measured: ${chromium.missing}`, value: '' }];
  const [served, browser] = await Promise.all([serve(), launch(chromium)]);
  try {
    const { page } = await openPage(browser);
    await page.addInitScript(keepUpstreamTime);
    await page.goto(`${served.url}${PAGE}`);
    await Promise.all([page.click(`${CHECK} [data-run]`), served.confirmPairing()]);
    await page.waitForSelector(`${CHECK} [data-outcome] .pb-verdict[data-tone]`);
    const clicks: Clicked[] = [];
    for (let index = 0; index < WARM_UP + CLICKS; index += 1) clicks.push(await clickOnce(page));
    return figures(clicks.slice(WARM_UP));
  } finally {
    await browser.close();
    await served.close();
  }
}

function figures(clicks: readonly Clicked[]): Figure[] {
  const beyond = clicks.map(({ shownMs, upstreamMs }) => shownMs - upstreamMs);
  const p95 = percentile(beyond, 0.95);
  return [
    absolute(`click to shown result, median of ${clicks.length}`, median(clicks.map((one) => one.shownMs))),
    absolute("the upstream's own time, median", median(clicks.map((one) => one.upstreamMs))),
    absolute('beyond the upstream, median', median(beyond)),
    {
      name: 'beyond the upstream, p95',
      value: `${p95.toFixed(1)} ms`,
      target: { text: `at most ${MOST_MS} ms`, met: p95 <= MOST_MS },
    },
  ];
}

/** Runs in the page: notes what each result says of the upstream's time. */
function keepUpstreamTime(): void {
  const real = window.fetch;
  window.fetch = async (...given) => {
    const response = await real(...given);
    if (response.headers.get('content-type')?.includes('ndjson')) {
      void response
        .clone()
        .text()
        .then((text) => {
          const last = JSON.parse(text.trim().split('\n').at(-1) ?? '{}');
          Object.assign(window, { upstreamMs: last.result?.phases?.totalMs });
        });
    }
    return response;
  };
}

function clickOnce(page: Page): Promise<Clicked> {
  return page.evaluate(
    async ({ selector, pauseMs }) => {
      const card = document.querySelector(selector);
      const button = card?.querySelector<HTMLButtonElement>('[data-run]');
      const outcome = card?.querySelector('[data-outcome]');
      if (!button || !outcome) throw new Error('The page has no such check.');
      // A person reads before the next click; the page has then shown the record of the run.
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const told = window as { upstreamMs?: number };
      delete told.upstreamMs;
      const before = outcome.querySelector('.pb-verdict[data-tone]');
      const started = performance.now();
      const shown = new Promise<number>((resolve) => {
        const look = new MutationObserver(() => {
          const verdict = outcome.querySelector('.pb-verdict[data-tone]');
          if (!verdict || verdict === before) return;
          look.disconnect();
          requestAnimationFrame(() => resolve(performance.now() - started));
        });
        look.observe(outcome, { childList: true, subtree: true, attributes: true });
      });
      button.click();
      const shownMs = await shown;
      while (told.upstreamMs === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
      return { shownMs, upstreamMs: told.upstreamMs };
    },
    { selector: CHECK, pauseMs: PAUSE_MS },
  );
}
