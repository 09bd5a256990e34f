// Presses what stands on a card of a page.
import type { Page } from 'playwright-core';
import { eventually } from './serve.ts';

export const press = (page: Page, card: string, name: string | RegExp) =>
  page.locator(card).first().getByRole('button', { name }).click();

/** Presses until the card shows the verdict: order-sync needs a moment to notice. */
export async function pressUntil(page: Page, card: string, tone: string): Promise<void> {
  await eventually(async () => {
    await press(page, card, 'Run check');
    const shown = page.locator(card).first().locator('.pb-verdict[data-tone]').first();
    await page.locator(card).first().getByRole('button', { name: 'Run check', disabled: false }).waitFor();
    return (await shown.getAttribute('data-tone')) === tone || undefined;
  });
}
