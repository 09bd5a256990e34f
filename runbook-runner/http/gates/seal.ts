// Gate 6: the page and the runner agree on what would run. The core compares them and says what changed;
// this gate sees to it that its refusal comes before those of the later gates.
import type { Runner } from '../../core/runner.ts';

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

export async function sealGate(runner: Runner, asked: Asked): Promise<Sealed> {
  const page = pageOf(asked);
  if (page === undefined) return { page, stale: false };
  const { pages } = await runner.playbook();
  return { page, stale: pages.get(page.id)?.seal !== page.seal };
}
