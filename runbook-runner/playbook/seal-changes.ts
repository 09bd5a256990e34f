// What a change of the repository means for the pages: whose seal moved, and because of which definition.
import type { Page, Playbook } from './playbook.ts';

export interface SealChange {
  readonly page: string;
  readonly title: string;
  readonly address: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** What moved the seal: `checks/…`, `contracts/…`, or `steps` for the page's own structure. */
  readonly because: readonly string[];
}

/** Names what differs between two versions of a page, as the seal sees them. */
export function movedBetween(before: Pick<Page, 'reaches'>, after: Pick<Page, 'reaches'>): string[] {
  const names = new Set([...Object.keys(before.reaches), ...Object.keys(after.reaches)]);
  const moved = [...names].filter((name) => before.reaches[name] !== after.reaches[name]).sort();
  return moved.length > 0 ? moved : ['steps'];
}

function entry(page: Page, change: SealChange['change'], because: readonly string[]): SealChange {
  return { page: page.id, title: page.title, address: page.address, change, because };
}

/** Pages that can execute something and whose seal differs between two playbooks, sorted by page. */
export function sealChanges(before: Playbook, after: Playbook): SealChange[] {
  const ids = [...new Set([...before.pages.keys(), ...after.pages.keys()])].sort();
  return ids.flatMap((id): SealChange[] => {
    const [was, is] = [before.pages.get(id), after.pages.get(id)];
    if (was?.seal === is?.seal) return [];
    if (is?.seal === undefined) return was ? [entry(was, 'removed', [])] : [];
    if (was?.seal === undefined) return [entry(is, 'added', Object.keys(is.reaches).sort())];
    return [entry(is, 'changed', movedBetween(was, is))];
  });
}
