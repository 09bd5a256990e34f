// Completes the Content Security Policy of each built page with the hashes of the scripts that stand in it.
// The runner sends the same policy as a header, read from the page's own meta element, plus `frame-ancestors`.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

const META = /(<meta http-equiv="content-security-policy" content=")([^"]*)(">)/i;
const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/gi;

/** `'sha256-…'` of every inline script that a browser would run, each once. */
export function scriptHashes(html: string): string[] {
  const bodies = [...html.matchAll(INLINE_SCRIPT)]
    .filter(([, attributes = '']) => !/type="application\/(ld\+)?json"/.test(attributes))
    .map(([, , body = '']) => body);
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [...new Set(bodies.map(hash))];
}

/**
 * The page with a policy that names exactly the inline scripts it has. Astro's own hashes are of files, which `'self'`
 * allows already: they are dropped, because they weigh more than they guard.
 */
export function completePolicy(html: string): string {
  const hashes = scriptHashes(html);
  return html.replace(META, (_whole, before: string, policy: string, after: string) => {
    const directives = policy
      .split(';')
      .map((directive) => directive.trim())
      .filter(Boolean)
      .map((directive) => directive.replaceAll(/ 'sha256-[^']+'/g, ''))
      .map((directive) =>
        directive.startsWith('script-src ') ? [directive, ...hashes].join(' ') : directive,
      );
    return `${before}${directives.join('; ')}${after}`;
  });
}

export function contentPolicy(): AstroIntegration {
  return {
    name: 'playbook:content-policy',
    hooks: {
      'astro:build:done': async ({ assets, dir, pages }) => {
        const written = [...assets.values()].flat().map((url) => fileURLToPath(url));
        const built = pages.map(({ pathname }) => fileURLToPath(new URL(`${pathname}index.html`, dir)));
        const files = new Set([...written, ...built].filter((file) => file.endsWith('.html')));
        for (const file of files) {
          const html = await readFile(file, 'utf8').catch(() => undefined);
          if (html !== undefined) await writeFile(file, completePolicy(html));
        }
      },
    },
  };
}
