import { beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './support/browser.ts';
import { press } from './support/cards.ts';
import { desk } from './support/desk.ts';
import { PAGES } from './support/pages.ts';
import { eventually } from './support/serve.ts';

const CHECK = '#check-lumenpay-charges-contract';
const ACTION = '#action-order-sync-cached-fallback';

describeInBrowser('what goes wrong, or is done in another order', (browser) => {
  const { served, opened } = desk(browser);
  beforeAll(async () => {
    await opened().page.goto(served().url + PAGES.scenario);
    await opened().page.locator(CHECK).getByRole('button', { name: 'Run check' }).click();
    await served().confirmPairing();
    await opened().page.locator(`${CHECK} .pb-verdict[data-tone="pass"]`).waitFor();
  });

  test('the command of a card carries the value that was typed, and Enter runs the check', async () => {
    const check = opened().page.locator(CHECK);
    const command = check.locator('.pb-card-body .pb-command code');
    const before = await command.innerText();
    await check.getByLabel('charge').fill('ch_demo0002');
    expect(await command.innerText()).toBe(`${before} --param charge=ch_demo0002`);
    const sent = opened().page.waitForRequest('**/api/checks/*/runs');
    await check.getByLabel('charge').press('Enter');
    expect((await sent).postDataJSON()).toMatchObject({ parameters: { charge: 'ch_demo0002' } });
    await check.getByLabel('charge').fill('ch_demo0001');
    expect(await command.innerText()).toBe(before);
  });

  test('“On this page” follows the steps', async () => {
    const { page } = opened();
    const current = page.locator('.right-sidebar-panel a[aria-current="true"]');
    for (const [step, name] of [
      ['fallback', /^3\. /],
      ['impact', /^2\. /],
    ] as const) {
      await page.locator(`.right-sidebar-panel a[href="#${step}"]`).click();
      await eventually(async () => name.test(await current.innerText()) || undefined);
    }
  });

  test('a link to a step stays there while notices and the clock of the run come in above it', async () => {
    const { page } = opened();
    expect((await served().playbook('sandbox', 'fault', 'lumenpay-slow')).code).toBe(0);
    await page.goto(served().url + PAGES.escalation);
    await page.goto(`${served().url}${PAGES.scenario}#fallback`);
    await page.getByText('Sandbox disturbed').waitFor();
    await page.locator('playbook-scenario').waitFor();
    const top = () => page.locator('#fallback').evaluate((heading) => heading.getBoundingClientRect().top);
    await eventually(async () => (await top()) < 150 || undefined);
    expect(await top()).toBeGreaterThan(60);
    expect((await served().playbook('sandbox', 'clear')).code).toBe(0);
  });

  test('a change that someone else made after the dry run is not made over it: the card says what differs', async () => {
    const action = opened().page.locator(ACTION);
    await action.getByRole('button', { name: 'Dry run' }).click();
    const act = action.getByRole('button', { name: 'Do it in sandbox' });
    await act.waitFor();
    const done = await served().playbook(
      'action',
      'order-sync-cached-fallback',
      '--confirm',
      'sandbox',
      '--json',
    );
    expect(done.code).toBe(0);
    await act.click();
    await action.getByText('Other than shown: /fallback/mode').first().waitFor();
    expect((await served().playbook('undo', JSON.parse(done.stdout).run)).code).toBe(0);
  });

  test('the confirmation does what the dry run showed, though another environment was chosen since', async () => {
    const { page } = opened();
    const action = page.locator(ACTION);
    const environment = page.locator('playbook-runner-line').first().getByLabel('Environment');
    await action.getByRole('button', { name: 'Dry run' }).click();
    const act = action.getByRole('button', { name: 'Do it in sandbox' });
    await act.waitFor();
    await environment.selectOption('staging');
    const sent = page.waitForRequest(
      (request) => request.url().endsWith('/runs') && request.postDataJSON()?.dryRun === false,
    );
    await act.focus();
    await page.keyboard.press('Enter');
    expect((await sent).postDataJSON()).toMatchObject({
      environment: 'sandbox',
      planned: expect.any(String),
    });
    await action.locator('.pb-verdict', { hasText: /^Done/ }).first().waitFor();
    await environment.selectOption('sandbox');
  });

  test('a temporary change that nobody knows the outcome of is told so, with its record and the way out', async () => {
    const { page } = opened();
    await page.route('**/api/status', async (route) => {
      const headers = { ...route.request().headers(), 'sec-fetch-site': 'same-origin' };
      const status = await (await route.fetch({ headers })).json();
      const temporaries = status.temporaries.map((one: object) => ({ ...one, unknown: true }));
      await route.fulfill({ json: { ...status, temporaries } });
    });
    await page.reload();
    const notice = page.locator('playbook-notices .pb-note', { hasText: 'Outcome unknown in sandbox' });
    await notice.getByText('look at the upstream, then undo it').waitFor();
    expect(await notice.locator('code').textContent()).toMatch(/^npm run -s playbook -- runs r-\w+$/);
    await notice.getByRole('button', { name: 'Undo', exact: true }).waitFor();
    await page.unrouteAll();
    await page.reload();
  });

  test('a reason half typed in a notice stays, with the focus, when another notice comes', async () => {
    const { page } = opened();
    await page.route('**/api/status', async (route) => {
      const headers = { ...route.request().headers(), 'sec-fetch-site': 'same-origin' };
      const status = await (await route.fetch({ headers })).json();
      const temporaries = status.temporaries.map((one: object) => ({ ...one, environment: 'production' }));
      await route.fulfill({ json: { ...status, temporaries } });
    });
    await page.reload();
    const notice = page.locator('playbook-notices .pb-note', { hasText: 'Temporary change in production' });
    await notice.getByRole('button', { name: 'Undo', exact: true }).click();
    const why = notice.getByLabel('Why (kept in the record)');
    await why.pressSequentially('The vendor has');
    expect((await served().playbook('sandbox', 'fault', 'lumenpay-slow')).code).toBe(0);
    await page.getByText('Sandbox disturbed').waitFor();
    await page.keyboard.type(' mended it');
    expect(await why.inputValue()).toBe('The vendor has mended it');
    expect((await served().playbook('sandbox', 'clear')).code).toBe(0);
    await page.unrouteAll();
    await page.reload();
  });

  test('after a reload the card of a change that still holds says when it ends', async () => {
    const card = opened().page.locator(`${ACTION} .pb-outcome`);
    await card.getByText('It will be undone by itself at').waitFor();
  });

  test('a page that is opened while a change holds begins at its head', async () => {
    const other = await opened().page.context().newPage();
    await other.goto(served().url + PAGES.scenario);
    await other.locator(`${ACTION} .pb-outcome`).getByText('On in sandbox').waitFor();
    await other.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    expect(await other.evaluate(() => scrollY)).toBe(0);
    await other.close();
  });

  test('the focus stays in the card whose button went, and Tab leads to the undo', async () => {
    const { page } = opened();
    const action = page.locator(ACTION);
    await action.getByRole('button', { name: 'Undo' }).focus();
    await page.keyboard.press('Enter');
    await action.locator('.pb-verdict', { hasText: /^Undone/ }).waitFor();
    expect(await action.evaluate((card) => card.contains(document.activeElement))).toBe(true);
  });

  test('a change that was undone in the notice no longer looks as if it held, in the card that made it', async () => {
    const { page } = opened();
    const card = page.locator(`${ACTION} .pb-outcome`);
    await press(page, ACTION, 'Dry run');
    await press(page, ACTION, 'Do it in sandbox');
    const notice = page.locator('playbook-notices .pb-note', { hasText: 'Temporary change in sandbox' });
    await notice.getByRole('button', { name: 'Undo' }).click();
    await card.getByText('No longer on.').waitFor();
    expect(await card.getByRole('button').count()).toBe(0);
  });

  test('a decision says when a check that it looked at was run again since', async () => {
    const { page } = opened();
    const decision = page.locator('playbook-decision[data-id="confirmed"]');
    const outdated = decision.getByText('by earlier results: decide again');
    const decide = () => decision.getByRole('button', { name: 'Decide' }).click();
    await press(page, CHECK, 'Run check');
    await page.locator(`${CHECK} .pb-verdict[data-tone="pass"]`).waitFor();
    await decide();
    await decision.locator('.pb-verdict').waitFor();
    await press(page, CHECK, 'Run check');
    await outdated.waitFor();
    await decide();
    await outdated.waitFor({ state: 'detached' });
  });

  test('a finished run says that a change of it still holds, until it is undone', async () => {
    const { page } = opened();
    await press(page, ACTION, 'Dry run');
    await press(page, ACTION, 'Do it in sandbox');
    const notice = page.locator('playbook-notices .pb-note', { hasText: 'Temporary change in sandbox' });
    await notice.waitFor();
    await page.getByRole('button', { name: 'Finish the run' }).click();
    const holding = page.getByRole('link', { name: 'Still on: 1 change of this run. Undo above' });
    await holding.click();
    expect(await notice.evaluate((shown) => shown.getBoundingClientRect().bottom < innerHeight)).toBe(true);
    await notice.getByRole('button', { name: 'Undo' }).click();
    await holding.waitFor({ state: 'detached' });
  });

  test('a run that another tab finished is not written on: the next click begins a new one', async () => {
    const { page } = opened();
    const check = page.locator(CHECK);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (/\/checks\/.*\/runs$/.test(request.url())) asked.push(request.postDataJSON().parent);
    });
    const run = () => check.getByRole('button', { name: 'Run check' }).click();
    await run();
    await check.getByText(/^Run r-/).waitFor();
    const other = await page.context().newPage();
    await other.goto(served().url + PAGES.scenario);
    const finish = other.getByRole('button', { name: 'Finish the run' });
    await finish.click();
    await finish.waitFor({ state: 'hidden' });
    await other.close();
    await run();
    await eventually(async () => asked.length === 3 || undefined);
    await check.getByText(/^Run r-/).waitFor();
    const [first, refused, taken] = asked;
    expect([refused, taken === first]).toEqual([first, false]);
    page.removeAllListeners('request');
  });

  test('a verdict whose record did not come is not left standing', async () => {
    const { page } = opened();
    const check = page.locator(CHECK);
    const judged = Promise.withResolvers<string>();
    await page.route('**/api/checks/*/runs', async (route) => {
      const lines = (await (await route.fetch()).text()).split('\n');
      judged.resolve(lines.filter((line) => /"event":"(started|judged)"/.test(line)).join('\n'));
      await route.fulfill({ contentType: 'application/x-ndjson', body: `${await judged.promise}\n` });
    });
    await check.getByRole('button', { name: 'Run check' }).click();
    await check.locator('.pb-note', { hasText: /^The runner went away before the result came\./ }).waitFor();
    expect(await judged.promise).toContain('"judged"');
    expect(await check.locator('.pb-verdict[data-tone]').count()).toBe(0);
    await page.unrouteAll();
  });

  test('a runner that goes away in the middle of a check is said, and found again when it is back', async () => {
    const { page } = opened();
    const check = page.locator(CHECK);
    await page.route('**/api/checks/*/runs', (route) =>
      route.fulfill({ contentType: 'application/x-ndjson', body: '{"event":"started","run":"r-1"}\n' }),
    );
    await check.getByRole('button', { name: 'Run check' }).click();
    await check
      .locator('.pb-note', { hasText: /^The runner went away before the result came\.\s*Start it/ })
      .waitFor();
    await page.context().setOffline(true);
    await page.getByRole('banner').getByText('No runner').first().waitFor();
    await page.context().setOffline(false);
    await check.getByRole('button', { name: 'Run check' }).waitFor();
  });

  test('a runner that goes away just after the page was opened is found again too', async () => {
    const { page } = opened();
    const run = page.locator(CHECK).getByRole('button', { name: 'Run check' });
    await page.unrouteAll();
    await page.reload();
    await run.waitFor();
    await page.route('**/api/**', (route) => route.abort());
    await run.click();
    await page.getByRole('banner').getByText('No runner').first().waitFor();
    await page.unrouteAll();
    await run.waitFor();
  });
});
