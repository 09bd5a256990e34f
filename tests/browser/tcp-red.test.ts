// A check of kind `tcp` that is red, as a page shows it: class, hint, failure mode, what each address said.
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createSandboxClient } from '../../runbook-runner/adapters/sandbox-client.ts';
import { fault } from '../sandbox/world.ts';
import { describeInBrowser } from './support/browser.ts';
import { press } from './support/cards.ts';
import { desk } from './support/desk.ts';

const CARD = '#check-lumenpay-ports';

describeInBrowser('a tcp check', (browser) => {
  const { served, opened } = desk(browser);
  beforeAll(async () => {
    await opened().page.goto(`${served().url}/reference/check-kinds/tcp/`);
    await press(opened().page, CARD, 'Run check');
    await served().confirmPairing();
    await opened().page.locator(`${CARD} .pb-verdict[data-tone="pass"]`).waitFor();
  });
  afterEach(() => createSandboxClient(served().home).clear());

  /** The card with the result of a run under the fault. */
  async function red(answer: string) {
    const card = opened().page.locator(CARD);
    await createSandboxClient(served().home).inject(fault('dns-failure', { answer }));
    await press(opened().page, CARD, 'Run check');
    await card.locator('.pb-verdict[data-tone="fail"]').waitFor();
    await card.getByText(/^Run r-/).waitFor();
    const mode = card.locator('.pb-mode').first();
    expect(await mode.getAttribute('href')).toBe('/failure-modes/no-answer/');
    const note = await card.locator('.pb-note[data-tone="fail"]').innerText();
    const broken = await card.locator('.pb-assertions > li[data-tone="fail"]').allInnerTexts();
    return { card, note, broken, mode: await mode.innerText() };
  }

  test('where nobody listens: the address with its port, what to think of, and the failure mode', async () => {
    const { card, note, broken, mode } = await red('wrong-address');
    const refused = /127\.0\.0\.\d+ port \d+ refused the connection\./;
    expect(note).toMatch(refused);
    expect(note).toContain('Nothing listens there, or a firewall refuses.');
    expect(mode).toMatch(/^Looks like: No answer\s→\s+No connection could be opened\./);
    const [reachable, connect] = broken;
    expect(broken).toHaveLength(2);
    expect(reachable).toMatch(/^lumenpay answers\s/);
    expect(connect).toMatch(/^every address connects\s/);
    for (const one of broken) {
      expect(one).toMatch(refused);
      expect(one).toMatch(/Code\s+refused/);
    }
    expect(connect).toMatch(/Seen\s+"127\.0\.0\.\d+ refused"/);
    await card.locator('summary', { hasText: 'Evidence' }).click();
    expect(await card.locator('.pb-evidence pre').innerText()).toMatch(/^127\.0\.0\.\d+ \(IPv4\): refused$/);
    expect(await card.locator('.pb-proof').first().textContent()).toContain('TCP connection refused');
  });

  test.each([
    ['nxdomain', 'unknown-host', 'has no address.', 'Check the base URL of the environment'],
    ['servfail', 'name-server-failed', 'could not look', 'tell whoever runs its name server'],
  ])('a name server that says %s: `%s`, and no address to blame', async (answer, cls, words, hint) => {
    const { card, note, broken } = await red(answer);
    expect(note).toContain(words);
    expect(note).toContain(hint);
    expect(broken).toEqual([expect.stringMatching(new RegExp(`Code\\s+${cls}$`))]);
    expect(await card.locator('summary', { hasText: 'Evidence' }).count()).toBe(0);
  });
});
