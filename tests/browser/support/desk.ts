// One person at a desk for all tests of a file, or for each: a runner with its sandbox, and a page that stays open.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type Opened, openPage } from './launch.ts';
import { type Served, serve } from './serve.ts';

/** With `beforeEach` and `afterEach` each round of each test begins at a new desk. */
export function desk(browser: () => Browser, before = beforeAll, after = afterAll) {
  let served: Served | undefined;
  let opened: Opened | undefined;
  before(async () => {
    served = await serve();
    opened = await openPage(browser(), { viewport: { width: 1280, height: 900 } });
  });
  after(async () => {
    await opened?.close();
    await served?.close();
  });
  const begun = <Part>(part: Part | undefined): Part => {
    if (part === undefined) throw new Error('The desk is not set up yet.');
    return part;
  };
  return { served: () => begun(served), opened: () => begun(opened) };
}
