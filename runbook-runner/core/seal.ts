// Whether page and runner agree on what would run, and what changed when they don't.
import { PlaybookError } from '../errors/index.ts';
import type { Page, Playbook } from '../playbook/playbook.ts';
import { movedBetween } from '../playbook/seal-changes.ts';
import type { Core } from './core.ts';
import { find } from './find.ts';
import type { Asked } from './orders.ts';

interface Agreement {
  /** What the page must offer: `checks/<id>` or `actions/<id>`; left out for what every page may ask. */
  readonly offers?: string;
  /** Lets a check run although the seal is stale. */
  readonly asItIsNow?: boolean;
}

/**
 * The seal of the page that asks, or undefined when none does.
 * Throws `unknown_page`, `stale_seal` with `data.changed`, or `invalid_request` when the page does not offer this.
 */
export async function agreedSeal(
  core: Core,
  playbook: Playbook,
  asked: Pick<Asked, 'page'>,
  { offers, asItIsNow = false }: Agreement = {},
): Promise<string | undefined> {
  if (asked.page === undefined) return undefined;
  const page = find('page', playbook.pages, asked.page.id);
  if (page.seal !== asked.page.seal && !asItIsNow) throw await stale(core, page, asked.page.seal);
  if (offers !== undefined && page.reaches[offers] === undefined) {
    throw new PlaybookError('invalid_request', `The page "${page.id}" does not offer ${offers}.`);
  }
  return page.seal;
}

/** The error for a page that was built before what it runs was changed. */
export async function stale(core: Core, page: Page, seal: string): Promise<PlaybookError> {
  const reaches = core.seals.recall(page.id, seal) ?? (await core.deps.builtReaches?.(page.id, seal));
  const changed = reaches && movedBetween({ reaches }, page);
  const what = changed
    ? `Changed since then: ${changed.join(', ')}.`
    : 'The version that it was built from is unknown here.';
  return new PlaybookError('stale_seal', `The page was built before what it runs was changed. ${what}`, {
    hint: 'Build the site again and reload the page. A check can also be run as it is now.',
    data: { page: page.id, seal: page.seal ?? null, changed: changed ?? [] },
  });
}
