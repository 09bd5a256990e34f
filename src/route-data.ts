// Adds to each page's head what the runner and the search need to know of it, and to its table of contents the steps.
import { defineRouteMiddleware, type StarlightRouteData } from '@astrojs/starlight/route-data';
import type { Page } from '../runbook-runner/playbook/playbook.ts';
import { integrationsOf, kindLabel, kindOf, severityOf } from './lib/kinds.ts';
import { commit, integrationName, pageOf } from './lib/playbook.ts';
import { sectionsOf } from './lib/sections.ts';

type Head = StarlightRouteData['head'];

const meta = (name: string, content: string): Head[number] => ({ tag: 'meta', attrs: { name, content } });

/** Pagefind reads the content of these metas as filters of the search and as data of a result. */
const facet = (name: string, content: string): Head[number] => ({
  tag: 'meta',
  attrs: { 'data-pagefind-filter': `${name}[content]`, 'data-pagefind-meta': `${name}[content]`, content },
});

function headOf(page: Page | undefined): Head {
  if (!page) return [meta('playbook-commit', commit)];
  const severity = severityOf(page);
  return [
    meta('playbook-page', page.id),
    meta('playbook-commit', commit),
    ...(page.seal ? [meta('playbook-seal', page.seal)] : []),
    facet('kind', kindLabel(kindOf(page))),
    ...integrationsOf(page).map((id) => facet('integration', integrationName(id))),
    ...(severity ? [facet('severity', severity)] : []),
  ];
}

/** A folder in a group is called by its name: `check-kinds` becomes "Check kinds". */
function nameFolders(entries: StarlightRouteData['sidebar']): void {
  for (const entry of entries) {
    if (entry.type !== 'group') continue;
    const words = entry.label.replaceAll('-', ' ');
    if (entry.label === entry.label.toLowerCase())
      entry.label = words.charAt(0).toUpperCase() + words.slice(1);
    nameFolders(entry.entries);
  }
}

export const onRequest = defineRouteMiddleware(({ locals }) => {
  const route = locals.starlightRoute;
  const page = pageOf(route.entry.id);
  nameFolders(route.sidebar);
  route.head.push(...headOf(page));
  // The home page is one list: a table of contents beside it would only be in the way.
  if (kindOf(page) === 'home') route.toc = undefined;
  if (page && route.toc) route.toc.items = sectionsOf(page, route.toc.items);
});
