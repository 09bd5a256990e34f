// The browser of a test file: `describe` that is skipped with a reason where there is none, and its start and end.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { launch } from './launch.ts';

const found = inject('chromium');

/** Like `describe`; the name tells why it is skipped where no browser runs. */
export function describeInBrowser(name: string, tests: (browser: () => Browser) => void): void {
  if ('missing' in found) {
    describe.skip(`${name} (skipped: ${found.missing})`, () => {});
    return;
  }
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launch(found);
    });
    afterAll(() => browser?.close());
    tests(() => {
      if (!browser) throw new Error('The browser has not been started.');
      return browser;
    });
  });
}
