// Front matter of every page: the keys that Starlight reads, and what the playbook adds to them.
import { z } from 'zod';
import { pageFields } from './pages.ts';

const starlight = (what: string) => z.unknown().optional().describe(`${what} Read by Starlight.`);

/** Starlight's keys but `slug`: an address is the file's own path, so that links and seals agree. */
const starlightFields = {
  template: starlight('Layout: doc or splash.'),
  hero: starlight('Large heading of a splash page.'),
  sidebar: starlight('Label, order and badge in the sidebar.'),
  head: starlight('Further tags of the page head.'),
  tableOfContents: starlight('Depth of the table of contents, or false.'),
  prev: starlight('Link to the page before.'),
  next: starlight('Link to the page after.'),
  pagefind: starlight('False keeps the page out of the search.'),
  banner: starlight('Announcement on top of the page.'),
  editUrl: starlight('Where a reader can edit the page.'),
  lastUpdated: starlight('Date of the last change.'),
  draft: starlight('True keeps the page out of the built site.'),
};

export const FrontMatter = z
  .strictObject({
    title: z.string().describe('What the page is called.'),
    description: z
      .string()
      .describe('What the page is for, in a sentence; shown by search and link previews.'),
    ...starlightFields,
    ...pageFields,
  })
  .describe('Front matter of a page.');
export type FrontMatter = z.output<typeof FrontMatter>;

/** The keys that make a page one of a kind; a page has at most one of them. */
export const PAGE_KINDS = ['integration', 'scenario', 'failureMode', 'drill', 'term', 'change'] as const;
export type PageKind = (typeof PAGE_KINDS)[number];
