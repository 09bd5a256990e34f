import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from './support/browser.ts';
import { press, pressUntil } from './support/cards.ts';
import { desk } from './support/desk.ts';

const CHECK = '#check-lumenpay-charges-contract';
const FLOW = '#check-order-sync-orders-flow';
const ACTION = '#action-order-sync-cached-fallback';

const verdict = (page: Page, card: string, tone: string) =>
  page.locator(card).first().locator(`.pb-verdict[data-tone="${tone}"]`).first().waitFor();

async function complaints(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map((one) => `${one.id}: ${one.nodes[0]?.html.slice(0, 160)}`);
}

describeInBrowser('from the alert to recovery, as one responder lives it', (browser) => {
  const { served, opened } = desk(browser);

  test('a cold link, one press, one confirmation in the terminal: the first result, green', async () => {
    const { page } = opened();
    await page.goto(`${served().url}/a/inconsistent-schema`);
    await page.waitForURL('**/scenarios/inconsistent-schema/');
    await press(page, CHECK, 'Run check');
    const words = page.locator(`${CHECK} .pb-words`);
    await words.waitFor();
    expect(await words.innerText()).toBe(await served().confirmPairing());
    await verdict(page, CHECK, 'pass');
  });

  test('the pairing survives a reload and holds in a new tab', async () => {
    const { page } = opened();
    await page.reload();
    const onwards = page.getByRole('link', { name: 'Go on at step 1: Confirm that it is the schema' });
    expect(await onwards.getAttribute('href')).toBe('#confirm');
    const tab = await page.context().newPage();
    await tab.goto(`${served().url}/integrations/lumenpay/`);
    await press(tab, '#check-lumenpay-certificate', 'Run check');
    await verdict(tab, '#check-lumenpay-certificate', 'pass');
    await tab.close();
  });

  test('the fault is injected: the check is red, names path and types, and links the failure mode', async () => {
    const { page } = opened();
    expect((await served().playbook('sandbox', 'fault', 'charge-amount-as-text')).code).toBe(0);
    await press(page, CHECK, 'Run check');
    await verdict(page, CHECK, 'fail');
    const broken = page.locator(`${CHECK} .pb-assertions li[data-tone="fail"]`);
    expect(await broken.innerText()).toContain("$['amount']");
    expect(await broken.innerText()).toContain('type-changed');
    const mode = page.locator(`${CHECK} .pb-mode`).first();
    expect(await mode.innerText()).toContain('Schema drift');
    expect(await mode.getAttribute('href')).toBe('/failure-modes/schema-drift/');
    await page.getByText('Sandbox disturbed').waitFor();
    const gaps = await page.locator(`${CHECK} .pb-outcome > :not(:first-child)`).evaluateAll((parts) =>
      parts.map((part) => {
        const above = part.previousElementSibling?.getBoundingClientRect().bottom ?? 0;
        return Math.round(part.getBoundingClientRect().top - above);
      }),
    );
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3);
    expect(await complaints(page)).toEqual([]);
  });

  test('the decision proceeds, says why, and leads to the next step', async () => {
    const { page } = opened();
    const decision = page.locator('playbook-decision[data-id="confirmed"]');
    await decision.getByRole('button', { name: 'Decide' }).click();
    await decision.locator('.pb-verdict', { hasText: 'Proceed' }).waitFor();
    expect(await decision.locator('.pb-outcome').innerText()).toContain('This is the right runbook.');
    const go = decision.getByRole('link', { name: /Go to step 2/ });
    expect(await go.getAttribute('href')).toBe('#impact');
    await go.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'impact');
  });

  test('orders wait; the dry run shows the exact request and changes nothing', async () => {
    const { page } = opened();
    await pressUntil(page, FLOW, 'fail');
    await press(page, ACTION, 'Dry run');
    await page.locator(`${ACTION} .pb-outcome`, { hasText: 'nothing was changed' }).waitFor();
    expect(await page.locator(`${ACTION} .pb-outcome`).innerText()).toMatch(
      /PATCH .*\/config[\s\S]*"cached"/,
    );
    await pressUntil(page, FLOW, 'fail');
    expect(await complaints(page)).toEqual([]);
  });

  test('the confirmed action is done and verified: orders flow though the upstream is still wrong', async () => {
    const { page } = opened();
    await press(page, ACTION, 'Do it in sandbox');
    await page.locator(`${ACTION} .pb-verdict`, { hasText: /^Done/ }).first().waitFor();
    await verdict(page, `${ACTION} .pb-outcome`, 'pass');
    await pressUntil(page, FLOW, 'pass');
    await press(page, CHECK, 'Run check');
    await verdict(page, CHECK, 'fail');
    await page.getByText('Temporary change in sandbox').waitFor();
    expect(await complaints(page)).toEqual([]);
  });

  test('another page shows the temporary change too; it is undone there, and the check is green again', async () => {
    const { page } = opened();
    expect((await served().playbook('sandbox', 'clear')).code).toBe(0);
    await page.goto(`${served().url}/escalation/`);
    const notice = page.locator('playbook-notices .pb-note', { hasText: 'Serve charges from the cache' });
    await notice.getByRole('button', { name: 'Undo' }).click();
    await notice.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await page.goto(`${served().url}/scenarios/inconsistent-schema/`);
    await press(page, CHECK, 'Run check');
    await verdict(page, CHECK, 'pass');
    await pressUntil(page, FLOW, 'pass');
  });

  test('asked again, the decision tells what holds, and folds what does not', async () => {
    const { page } = opened();
    const decision = page.locator('playbook-decision[data-id="confirmed"]');
    await decision.getByRole('button', { name: 'Decide' }).click();
    await decision.locator('.pb-verdict', { hasText: 'Roll back' }).waitFor();
    const marks = decision.locator('.pb-outcome li');
    expect(await marks.evaluateAll((all) => all.map((one) => one.checkVisibility()))).toEqual([true, false]);
    await decision.getByText('What does not hold (1)').click();
    const looked = await marks.allInnerTexts();
    expect(looked.map((line) => line.split(':')[0])).toEqual(['Holds', 'Does not hold']);
    const mark = (at: number) => marks.nth(at).evaluate((item) => getComputedStyle(item, '::before').content);
    expect([await mark(0), await mark(1)]).toEqual(['"✓"', '"–"']);
  });

  test('the record shows every step, with who, commit and seal; the clock runs until the run is finished', async () => {
    const { page } = opened();
    const rows = page.locator('playbook-record tbody tr');
    await rows.first().waitFor();
    const text = (await rows.allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' '));
    for (const expected of [
      /confirm check lumenpay-charges-contract pass/,
      /confirm check lumenpay-charges-contract fail/,
      /confirm decision confirmed proceed/,
      /fallback action order-sync-cached-fallback planned/,
      /fallback action order-sync-cached-fallback done/,
    ]) {
      expect(text.join('\n')).toMatch(expected);
    }
    const room = await page.locator('playbook-record').evaluate((record) => {
      const above = record.previousElementSibling?.getBoundingClientRect().bottom ?? 0;
      return record.getBoundingClientRect().top - above;
    });
    expect(room).toBeGreaterThan(16);
    const seal = await page.locator('meta[name="playbook-seal"]').getAttribute('content');
    expect(text.find((row) => row.includes('decision confirmed'))).toContain(seal?.slice(7, 15));
    await page.getByRole('button', { name: 'Finish the run' }).click();
    await page.getByRole('link', { name: 'Start: Confirm that it is the schema' }).waitFor();
    const ending = page.locator('playbook-scenario');
    await ending.getByText(/^Finished after/).waitFor();
    expect(await ending.innerText()).toMatch(/of \d passed when last run|afterwards has passed/);
    expect(await ending.evaluate((panel) => panel === document.activeElement)).toBe(true);
    const { violations } = await new AxeBuilder({ page }).include('playbook-scenario').analyze();
    expect(violations.map((one) => one.id)).toEqual([]);
    await ending.getByRole('link', { name: 'record of the run' }).click();
    expect(new URL(page.url()).hash).toBe('#record');
    expect(opened().problems).toEqual([]);
  });
});
