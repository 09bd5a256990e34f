/// <reference path="../.astro/types.d.ts" />

declare module 'virtual:playbook' {
  /** The loaded playbook and its provenance as JSON; `src/lib/playbook.ts` revives it. */
  const json: string;
  export default json;
}

declare namespace App {
  interface Locals {
    /** Counts the glossary cards of a page, so that each has an id of its own. */
    termCards?: number;
    /** Anchors that the page has already given away: a check may stand on a page twice. */
    anchors?: Set<string>;
  }
}

/** Starlight's own components as overridden, without types of their own. */
declare module 'virtual:starlight/components/*' {
  const component: (props: Record<string, unknown>) => unknown;
  export default component;
}
