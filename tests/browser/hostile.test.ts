import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxClient } from '../../runbook-runner/adapters/sandbox-client.ts';
import { describeInBrowser } from './support/browser.ts';
import { openPage } from './support/launch.ts';
import { type Served, serve } from './support/serve.ts';

const CHECK = '#check-lumenpay-charges-contract';
const PAYLOAD =
  '<img src=x onerror="window.intruder=1"><script>window.intruder=2</script><svg onload="window.intruder=3">';

describeInBrowser('what an upstream sends, and a browser that refuses', (browser) => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(() => served.close());

  test('an HTML payload is shown as text; no script runs, even without the policy that would stop it', async () => {
    const options = { changes: [{ change: 'set', pointer: '/status', value: PAYLOAD }], path: '/v1/charges' };
    await createSandboxClient(served.home).inject({
      ...{
        id: 'hostile',
        title: 'Charges carry markup',
        target: 'lumenpay',
        durationMs: 60_000,
        kind: 'schema-drift',
      },
      options,
    });
    const { page, close } = await openPage(browser(), { bypassCSP: true });
    await page.goto(`${served.url}/scenarios/inconsistent-schema/`);
    await page.locator(CHECK).getByRole('button', { name: 'Run check' }).click();
    await served.confirmPairing();
    await page.locator(`${CHECK} .pb-verdict[data-tone="fail"]`).waitFor();
    await page.locator(`${CHECK} summary`, { hasText: 'Evidence' }).click();
    expect(await page.locator(`${CHECK} .pb-evidence`).innerText()).toContain('onerror=');
    expect(await page.locator(`${CHECK} .pb-outcome :is(img, script, svg)`).count()).toBe(0);
    expect(await page.evaluate(() => 'intruder' in window)).toBe(false);
    await createSandboxClient(served.home).clear();
    await close();
  });

  test('the raw body comes as a file', async () => {
    const { page, close } = await openPage(browser());
    await page.goto(`${served.url}/scenarios/inconsistent-schema/`);
    await page.locator(CHECK).getByRole('button', { name: 'Run check' }).click();
    await served.confirmPairing();
    await page.locator(`${CHECK} summary`, { hasText: 'Evidence' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the raw body' }).click();
    expect((await downloading).suggestedFilename()).toMatch(/\.body$/);
    await close();
  });

  test('with storage disabled the pairing lives as long as the page, and nothing breaks', async () => {
    const { page, problems, close } = await openPage(browser());
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('Access is denied for this document.', 'SecurityError');
          },
        });
      }
    });
    await page.goto(`${served.url}/scenarios/inconsistent-schema/`);
    await page.locator(CHECK).getByRole('button', { name: 'Run check' }).click();
    await served.confirmPairing();
    await page.locator(`${CHECK} .pb-verdict[data-tone="pass"]`).waitFor();
    await page.locator(CHECK).getByRole('button', { name: 'Run check' }).click();
    await page.locator(`${CHECK} .pb-verdict[data-tone="pass"]`).waitFor();
    await page.getByRole('banner').getByLabel('Select theme').selectOption('dark');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(problems).toEqual([]);
    await close();
  });

  test('a stale page: a check may run as it is now by a second click, an action may not', async () => {
    const { page, close } = await openPage(browser());
    await page.route('**/scenarios/inconsistent-schema/', async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(
        /(name="playbook-seal" content="sha256-)[^"]+/,
        `$1${'A'.repeat(43)}`,
      );
      await route.fulfill({ response, body });
    });
    await page.goto(`${served.url}/scenarios/inconsistent-schema/`);
    await page.locator(CHECK).getByRole('button', { name: 'Run check' }).click();
    await served.confirmPairing();
    await page.locator('playbook-notices', { hasText: 'This page is stale' }).waitFor();
    await page.locator(CHECK).getByRole('button', { name: 'Run the check as it is now' }).click();
    await page.locator(`${CHECK} .pb-verdict[data-tone="pass"]`).waitFor();
    const action = page.locator('#action-order-sync-cached-fallback');
    await action.getByRole('button', { name: 'Dry run' }).click();
    await action.getByRole('button', { name: 'Reload this page' }).waitFor();
    expect(await action.getByRole('button', { name: /as it is now|Do it/ }).count()).toBe(0);
    await close();
  });

  /** On the runbook, paired, after a dry run in the sandbox, with production chosen. */
  async function inProduction(prepare: (page: Page) => Promise<unknown> = async () => undefined) {
    const opened = await openPage(browser());
    await prepare(opened.page);
    await opened.page.goto(`${served.url}/scenarios/inconsistent-schema/`);
    const action = opened.page.locator('#action-order-sync-cached-fallback');
    await action.getByRole('button', { name: 'Dry run' }).click();
    await served.confirmPairing();
    await action.getByRole('button', { name: 'Do it in sandbox' }).waitFor();
    const line = opened.page.locator('playbook-runner-line').first();
    await line.getByLabel('Environment').selectOption('production');
    return { ...opened, action };
  }

  test('in production a dry run that cannot read what is there offers no change', async () => {
    const { action, close } = await inProduction();
    expect(await action.locator('.pb-command').innerText()).toContain('--env production');
    await action.getByRole('button', { name: 'Dry run' }).click();
    const outcome = action.locator('.pb-outcome');
    await outcome.getByText('The environment variable ORDER_SYNC_OPERATOR_TOKEN is not set.').waitFor();
    expect(await outcome.innerText()).toContain('What it would change is not known.');
    expect(await action.getByRole('button', { name: /^Do it/ }).count()).toBe(0);
    await close();
  });

  test('in production a change asks for the typed name and a reason', async () => {
    // Production cannot be reached from here: the plan is that of the sandbox, in its name.
    let planned = '';
    const { action, close } = await inProduction((page) =>
      page.route('**/api/actions/**', async (route) => {
        if (planned !== '') return route.fulfill({ contentType: 'application/x-ndjson', body: planned });
        const response = await route.fetch();
        const body = await response.text();
        if (response.ok()) planned = body.replaceAll('"environment":"sandbox"', '"environment":"production"');
        return route.fulfill({ response, body });
      }),
    );
    await action.getByRole('button', { name: 'Dry run' }).click();
    const act = action.getByRole('button', { name: 'Do it in production' });
    await act.waitFor();
    await act.click();
    await action.getByLabel(/Type .production. to confirm/).fill('prod');
    await action.getByLabel(/Why/).fill('A test');
    await act.click();
    const valid = await action
      .getByLabel(/Type/)
      .evaluate((field: HTMLInputElement) => field.validity.patternMismatch);
    expect(valid).toBe(true);
    expect(await action.locator('.pb-verdict').innerText()).toContain('nothing was changed');
    await close();
  });

  test('in production an undo asks for the typed name and a reason, in the card and in the notice', async () => {
    const { page, close } = await openPage(browser());
    await page.goto(`${served.url}/scenarios/inconsistent-schema/`);
    const action = page.locator('#action-order-sync-cached-fallback');
    await action.getByRole('button', { name: 'Dry run' }).click();
    await served.confirmPairing();
    await action.getByRole('button', { name: 'Do it in sandbox' }).click();
    await action.getByRole('button', { name: 'Undo' }).waitFor();
    // Production cannot be reached from here: what stands in the sandbox is shown in its name.
    const asked: unknown[] = [];
    await page.addInitScript(() => {
      const real = window.fetch.bind(window);
      window.fetch = async (...given) => {
        const response = await real(...given);
        if (!response.url.endsWith('/api/status')) return response;
        const said = (await response.text()).replaceAll(
          '"environment":"sandbox"',
          '"environment":"production"',
        );
        return new Response(said, { status: response.status, headers: response.headers });
      };
    });
    await page.route('**/api/runs/*/undo', async (route) => {
      // The runbook's run was followed in production's name, and takes no record of the sandbox.
      const { parent: _, ...body } = route.request().postDataJSON();
      asked.push(body);
      return route.continue({ postData: body });
    });
    await page.reload();
    for (const place of [page.locator('playbook-notices'), action]) {
      await place.getByRole('button', { name: 'Undo' }).first().click();
      await place.getByLabel(/Type .production. to confirm/).fill('production');
      const go = place.getByRole('button', { name: 'Undo it in production' });
      await go.click();
      expect(
        await place.getByLabel(/Why/).evaluate((one: HTMLInputElement) => one.validity.valueMissing),
      ).toBe(true);
    }
    expect(asked).toEqual([]);
    await action.getByLabel(/Why/).fill('A test');
    await action.getByRole('button', { name: 'Undo it in production' }).click();
    await action.locator('.pb-verdict', { hasText: 'Undone' }).waitFor();
    expect(asked).toMatchObject([{ confirm: 'production', reason: 'A test' }]);
    await close();
  });
});
