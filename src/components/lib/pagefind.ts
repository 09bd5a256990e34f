// Pagefind's own API in the browser, as far as the search dialog uses it (https://pagefind.app/docs/api/).
import { h } from './dom.ts';

export interface Found {
  readonly url: string;
  readonly meta: Readonly<Record<string, string | undefined>>;
  /** The passage, found words marked. */
  readonly excerpt: readonly (HTMLElement | string)[];
}

export interface Answer {
  /** Best first; the data of each is fetched when it is asked for. */
  readonly results: readonly { data(): Promise<Found> }[];
  /** How many results each kind has. */
  readonly kinds: Readonly<Record<string, number>>;
}

export interface Pagefind {
  search(query: string, kind?: string): Promise<Answer>;
}

interface Raw {
  readonly url: string;
  readonly meta: Record<string, string>;
  readonly excerpt: string;
}

interface Module {
  options(options: { excerptLength: number }): Promise<void>;
  search(
    query: string,
    options: { filters: Record<string, string> },
  ): Promise<{
    results: readonly { data(): Promise<Raw> }[];
    totalFilters?: { kind?: Record<string, number> };
  }>;
  filters(): Promise<unknown>;
}

export async function loadPagefind(): Promise<Pagefind> {
  const address = '/pagefind/pagefind.js';
  const module: Module = await import(/* @vite-ignore */ address);
  await module.options({ excerptLength: 18 });
  // Counts a kind are known once the filters are loaded.
  await module.filters();
  return {
    async search(query, kind) {
      const answer = await module.search(query, { filters: kind ? { kind } : {} });
      return {
        kinds: answer.totalFilters?.kind ?? {},
        results: answer.results.map((result) => ({ data: async () => found(await result.data()) })),
      };
    },
  };
}

const found = ({ url, meta, excerpt }: Raw): Found => ({ url, meta, excerpt: marked(excerpt) });

/** The excerpt is escaped text with `<mark>` around what was found; a document that is never shown unescapes it. */
function marked(excerpt: string): (HTMLElement | string)[] {
  const text = (html: string) =>
    new DOMParser().parseFromString(`<body>${html}`, 'text/html').body.textContent;
  return excerpt
    .split(/<\/?mark>/)
    .map((part, index) => (index % 2 ? h('mark', {}, text(part)) : text(part)));
}
