// One person at a desk for all tests of a file: a runner with its sandbox, and a page that stays open.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type Opened, openPage } from './launch.ts';
import { type Served, serve } from './serve.ts';

export function desk(browser: () => Browser) {
  let served: Served | undefined;
  let opened: Opened | undefined;
  beforeAll(async () => {
    served = await serve();
    opened = await openPage(browser(), { viewport: { width: 1280, height: 900 } });
  });
  afterAll(async () => {
    await opened?.close();
    await served?.close();
  });
  const begun = <Part>(part: Part | undefined): Part => {
    if (part === undefined) throw new Error('The desk is not set up yet.');
    return part;
  };
  return { served: () => begun(served), opened: () => begun(opened) };
}
