// Looks up a drill that a program can run.
import { PlaybookError } from '../../errors/index.ts';
import type { PageWith } from '../../playbook/playbook.ts';
import type { LiveFire } from '../../playbook/schema/drill.ts';
import { find } from '../find.ts';

/** A drill that can be run. Throws `unknown_drill`, and `usage` for a tabletop exercise. */
export function liveFire(
  drills: ReadonlyMap<string, PageWith<'drill'>>,
  id: string,
): { readonly page: PageWith<'drill'>; readonly drill: LiveFire } {
  const page = find('drill', drills, id);
  if (page.drill.kind === 'live-fire') return { page, drill: page.drill };
  throw new PlaybookError('usage', `The drill "${id}" is a tabletop exercise: people talk it through.`, {
    hint: `Open ${page.address} and read the injects aloud. Then record it: npm run -s playbook -- drill record ${id}`,
  });
}
