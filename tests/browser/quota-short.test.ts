// A responder presses a check of twenty requests while Parcelo has fewer left.
import { AxeBuilder } from '@axe-core/playwright';
import { beforeAll, expect, test } from 'vitest';
import { createSandboxClient } from '../../runbook-runner/adapters/sandbox-client.ts';
import { fault } from '../sandbox/world.ts';
import { describeInBrowser } from './support/browser.ts';
import { press } from './support/cards.ts';
import { desk } from './support/desk.ts';

const SMALL = '#check-parcelo-quota';
const LARGE = '#check-parcelo-latency';

describeInBrowser('a check that would overdraw the quota', (browser) => {
  const { served, opened } = desk(browser);
  beforeAll(async () => {
    const few = fault('quota', { requests: 15, window: '60s', path: '/v1/shipments' });
    await createSandboxClient(served().home).inject({ ...few, target: 'parcelo' });
    await opened().page.goto(`${served().url}/integrations/parcelo/`);
    await press(opened().page, SMALL, 'Run check');
    await served().confirmPairing();
    await opened()
      .page.locator(SMALL)
      .getByText(/^Run r-/)
      .waitFor();
  });

  test('is refused with the arithmetic in words, and nothing is sent', async () => {
    const { page } = opened();
    const card = page.locator(LARGE);
    await press(page, LARGE, 'Run check');
    const note = card.locator('.pb-note[data-tone="warn"]');
    await note.waitFor();
    const words =
      /parcelo had (\d+) requests? left at .+\. This check may send 20, which is (\d+) too many\./;
    const [, left, over] = words.exec(await note.innerText()) ?? [];
    expect(Number(left) + Number(over)).toBe(20);
    expect(await note.innerText()).toMatch(
      /The quota is whole again at .+, in \d+ (s|min): run the check then\./,
    );
    expect(await card.locator('[data-say]').innerText()).toBe(
      'Not run: the quota is short. Run anyway is offered.',
    );
    const { violations } = await new AxeBuilder({ page }).include(LARGE).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    const records = (await served().playbook('runs', '--json')).stdout;
    expect(JSON.parse(records).map((one: { subject: string }) => one.subject)).not.toContain(
      'parcelo-latency',
    );
  });

  test('runs anyway by keyboard: what was refused, with its seal, whatever was chosen since', async () => {
    const { page } = opened();
    const card = page.locator(LARGE);
    const environment = page.locator('playbook-runner-line').first().getByLabel('Environment');
    await environment.selectOption('staging');
    await card.getByLabel('shipment').fill('shp_demo0002');
    await card.getByRole('button', { name: 'Run check' }).focus();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    for (let times = 0; times < 10 && (await focused()) !== 'Run anyway'; times += 1) {
      await page.keyboard.press('Tab');
    }
    const sent = page.waitForRequest('**/api/checks/parcelo-latency/runs');
    await page.keyboard.press('Enter');
    const order = (await sent).postDataJSON();
    expect(order).toMatchObject({ force: true, environment: 'sandbox', page: 'integrations/parcelo' });
    expect(order).toMatchObject({
      parameters: { shipment: 'shp_demo0001' },
      seal: expect.stringMatching(/^sha256-/),
    });
    await card.locator('.pb-verdict[data-tone="fail"]').waitFor();
    await card.getByText(/^Run r-/).waitFor();
    expect(await card.evaluate((one) => one.contains(document.activeElement)), 'keeps the focus').toBe(true);
    expect(opened().problems.filter((problem) => !/429/.test(problem))).toEqual([]);
  });

  test('is asked for anew by the next click, which is not forced', async () => {
    const { page } = opened();
    await page.locator('playbook-runner-line').first().getByLabel('Environment').selectOption('sandbox');
    const sent = page.waitForRequest('**/api/checks/parcelo-latency/runs');
    await press(page, LARGE, 'Run check');
    expect((await sent).postDataJSON()).not.toHaveProperty('force');
    await page.locator(LARGE).getByRole('button', { name: 'Run anyway' }).waitFor();
  });
});
