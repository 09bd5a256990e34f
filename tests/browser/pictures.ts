// Makes the pictures of public/ from the mark and from a template: node tests/browser/pictures.ts
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findChromium } from './support/chromium.ts';
import { launch } from './support/launch.ts';

const PUBLIC = join(import.meta.dirname, '../../public');
const mark = await readFile(join(PUBLIC, 'favicon.svg'), 'utf8');
const browser = await launch(await findChromium());

/** `room` is the share of the picture that the mark takes: launchers cut up to a fifth off a maskable icon. */
async function icon(name: string, size: number, room: number, background: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const side = Math.round(size * room);
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${background}">` +
      `<div style="width:${side}px;height:${side}px">${mark}</div>`,
  );
  await page.screenshot({ path: join(PUBLIC, name), omitBackground: true });
  await page.close();
}

await icon('icon-192.png', 192, 1, 'transparent');
await icon('icon-512.png', 512, 1, 'transparent');
await icon('icon-maskable-512.png', 512, 0.72, '#0a6570');
const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
await page.goto(pathToFileURL(join(import.meta.dirname, 'support/social.html')).href);
await page.screenshot({ path: join(PUBLIC, 'social.png') });
await browser.close();
