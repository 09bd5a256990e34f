// The id that Starlight's own links and table of contents expect on the title of a page.
export const PAGE_TITLE_ID = '_top';

/** What the head of every page says. */
export interface PageTitle {
  readonly title: string;
  readonly description?: string | undefined;
}
