// Gate 6: the page and the runner agree on what would run.

import type { Runner } from '../../core/runner.ts';
import { PlaybookError, suggest } from '../../errors/index.ts';

interface Sealed {
  readonly page?: string | undefined;
  readonly seal?: string | undefined;
}

/** The page as the core takes it. Throws `unknown_page` or `stale_seal`; `asItIsNow` lets a stale check pass. */
export async function sealGate(
  runner: Runner,
  asked: Sealed,
  asItIsNow = false,
): Promise<{ readonly id: string; readonly seal: string } | undefined> {
  if (asked.page === undefined || asked.seal === undefined) return undefined;
  const { pages } = await runner.playbook();
  const page = pages.get(asked.page);
  if (!page) {
    throw new PlaybookError('unknown_page', `No page is "${asked.page}".`, {
      hint: suggest(asked.page, pages.keys()),
    });
  }
  if (page.seal !== asked.seal && !asItIsNow) {
    throw new PlaybookError('stale_seal', 'The page was built before what it runs was changed.', {
      hint: 'Build the site again and reload the page.',
      data: { page: page.id, seal: page.seal ?? null, changed: Object.keys(page.reaches) },
    });
  }
  return { id: asked.page, seal: asked.seal };
}
