// Builds the search index from the pages, and a record for each check and action, so that an id finds its page.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { type CustomRecord, close, createIndex } from 'pagefind';
import type { SiteSource } from './load-site.ts';
import { searchRecords } from './search-records.ts';

/** Interfaces that Pagefind brings; the search dialog is our own. */
const UNUSED = ['component-ui', 'modular-ui', 'ui', 'highlight'].flatMap((name) => [
  `pagefind-${name}.js`,
  `pagefind-${name}.css`,
]);

interface Answer {
  readonly errors: readonly string[];
}

function must<A extends Answer>(answer: A): A {
  if (answer.errors.length > 0) throw new Error(`Pagefind refused: ${answer.errors.join('; ')}`);
  return answer;
}

async function writeIndex(folder: URL, records: readonly CustomRecord[]): Promise<number> {
  const { index } = must(await createIndex());
  if (!index) throw new Error('Pagefind made no index.');
  const pages = must(await index.addDirectory({ path: fileURLToPath(folder) }));
  for (const record of records) must(await index.addCustomRecord(record));
  const output = new URL('pagefind/', folder);
  must(await index.writeFiles({ outputPath: fileURLToPath(output) }));
  await Promise.all(UNUSED.map((name) => rm(new URL(name, output), { force: true })));
  return pages.page_count + records.length;
}

export function searchIndex(source: SiteSource): AstroIntegration {
  return {
    name: 'playbook:search',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const loaded = source.current();
        try {
          const count = await writeIndex(dir, loaded?.ok ? searchRecords(loaded.site) : []);
          logger.info(`${count} pages, checks and actions can be found.`);
        } finally {
          await close();
        }
      },
    },
  };
}
