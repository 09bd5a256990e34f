// Starts the browser and opens pages whose problems are collected.
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Chromium } from './chromium.ts';

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export async function launch(found: Chromium): Promise<Browser> {
  if ('missing' in found) throw new Error(found.missing);
  return chromium.launch({
    executablePath: found.path,
    args: FLAGS,
    env: { ...(process.env as Record<string, string>), ...found.env },
  });
}

export interface Opened {
  readonly page: Page;
  /** Errors of the console and of scripts, policy violations included. */
  readonly problems: string[];
  close(): Promise<void>;
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  return { page, problems, close: () => context.close() };
}
