// Before the browser tests: the browser is unpacked once, and the site must have been built.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type Chromium, findChromium } from './chromium.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    chromium: Chromium;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  if (!existsSync(join(import.meta.dirname, '../../../dist/site/index.html'))) {
    throw new Error('The browser tests need the built site: npm run build');
  }
  const found = await findChromium();
  if ('missing' in found) console.warn(`Browser tests are skipped: ${found.missing}.`);
  project.provide('chromium', found);
}
