// Makes the playbook out of a draft without faults: plain data with seals, ready to be cached.
import { createHash } from 'node:crypto';
import type { ContentFiles } from './content-files.ts';
import { contractsOf, type Draft, type Entries, type PageDraft } from './draft.ts';
import type { ActionDefinition, CheckDefinition, Entry, Page, PageWith, Playbook } from './playbook.ts';
import type { PageKind } from './schema/front-matter.ts';
import { createSealer, type Sealer } from './seal.ts';
import { createSharing } from './shared-parts.ts';

function digestOf(content: ContentFiles): string {
  const hash = createHash('sha256');
  for (const { file, text } of content.all) hash.update(`${file}\0${text.length}\0${text}`);
  return `sha256-${hash.digest('base64url')}`;
}

/** Values of a room by id; a draft that comes here has no entry without one. */
function entriesOf<Value, Made>(
  entries: Entries<Value>,
  make: (entry: Entry, value: Value) => Made,
): Map<string, Made> {
  const made = new Map<string, Made>();
  for (const { id, file, value } of entries.values()) {
    if (value !== undefined) made.set(id, make({ id, file }, value));
  }
  return made;
}

/** Hosts show one file for whatever they don't have, and it has no folder of its own. */
function addressOf(id: string): string {
  if (id === '404') return '/404.html';
  return id === '' ? '/' : `/${id}/`;
}

function pageOf(page: PageDraft, sealer: Sealer): Page {
  const { id, file, front, outline } = page;
  return {
    id,
    file,
    title: front.title ?? '',
    description: front.description ?? '',
    address: addressOf(id),
    steps: outline.steps,
    loose: outline.loose,
    terms: [...new Set(outline.terms.map((term) => term.id))],
    ...sealer.page(page),
    integration: front.integration,
    scenario: front.scenario,
    failureMode: front.failureMode,
    drill: front.drill,
    term: front.term,
    change: front.change,
    review: front.review,
  };
}

function has<Kind extends PageKind>(page: Page, kind: Kind): page is PageWith<Kind> {
  return page[kind] !== undefined;
}

function ofKind<Kind extends PageKind>(
  pages: ReadonlyMap<string, Page>,
  kind: Kind,
): Map<string, PageWith<Kind>> {
  const found = new Map<string, PageWith<Kind>>();
  for (const page of pages.values()) {
    if (has(page, kind)) found.set(page.id.split('/').at(-1) ?? page.id, page);
  }
  return found;
}

export function assemble(draft: Draft, content: ContentFiles): Playbook {
  const sealer = createSealer(draft);
  const pages = new Map([...draft.pages].map(([id, page]) => [id, pageOf(page, sealer)]));
  const changes = [...ofKind(pages, 'change').values()];
  const { severity } = draft;
  const share = createSharing();
  return {
    digest: digestOf(content),
    pages,
    integrations: ofKind(pages, 'integration'),
    scenarios: ofKind(pages, 'scenario'),
    failureModes: ofKind(pages, 'failureMode'),
    drills: ofKind(pages, 'drill'),
    terms: ofKind(pages, 'term'),
    changes: changes.sort((a, b) => b.change.date.localeCompare(a.change.date)),
    checks: entriesOf(draft.checks, (entry, { base, probe, kind }): CheckDefinition => {
      const cost = Math.max(base.cost, kind.requests?.(probe) ?? 1);
      const own = { probe: share(probe), cost, changes: kind.changes?.(probe) ?? false };
      return { ...entry, ...share(base), ...own, seal: sealer.definition(`checks/${entry.id}`) };
    }),
    actions: entriesOf(draft.actions, (entry, { base, do: change, undo }): ActionDefinition => {
      return { ...entry, ...base, do: change, undo, seal: sealer.definition(`actions/${entry.id}`) };
    }),
    faults: entriesOf(draft.faults, (entry, { base, written }) => ({ ...entry, ...base, options: written })),
    policies: entriesOf(draft.policies, (entry, value) => ({ ...entry, ...value })),
    teams: entriesOf(draft.teams, (entry, value) => ({ ...entry, ...value })),
    channels: entriesOf(draft.channels, (entry, value) => ({ ...entry, ...value })),
    severity: severity?.value && { id: severity.id, file: severity.file, ...severity.value },
    contracts: contractsOf(draft),
  };
}
