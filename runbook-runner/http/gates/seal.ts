// Gate 6: the page and the runner agree on what would run. The core compares them and says what changed;
// this gate sees to it that its refusal comes before those of the later gates.
import type { Runner } from '../../core/runner.ts';
import { PlaybookError } from '../../errors/index.ts';

interface Asked {
  readonly page?: string | undefined;
  readonly seal?: string | undefined;
}

interface Sealed {
  /** As the core takes it. */
  readonly page: { readonly id: string; readonly seal: string } | undefined;
  /** True when the core is going to refuse: the later gates then leave the answer to it. */
  readonly stale: boolean;
}

/** The page as the core takes it, for orders that no later gate looks at. */
export function pageOf({ page, seal }: Asked): Sealed['page'] {
  return page === undefined || seal === undefined ? undefined : { id: page, seal };
}

/** Without a seal a page could act on what it does not show. The owner's terminal, which has no page, may. */
export function requireSeal({ page }: Asked, origin: string | undefined): void {
  if (origin === undefined || page !== undefined) return;
  throw new PlaybookError('invalid_request', '"seal": a page acts only with its seal.', {
    hint: 'Send the page and the seal that it was built with.',
  });
}

export async function sealGate(runner: Runner, asked: Asked): Promise<Sealed> {
  const page = pageOf(asked);
  if (page === undefined) return { page, stale: false };
  const { pages } = await runner.playbook();
  return { page, stale: pages.get(page.id)?.seal !== page.seal };
}
