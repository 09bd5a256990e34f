// Which drills a command means, and how many of them run at once.
import { Option } from 'commander';
import { liveFire } from '../core/drill/live-fire.ts';
import { PlaybookError } from '../errors/index.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { integerBetween } from './options.ts';

/** A drill mostly waits; with more at once, its latency checks would measure this machine. */
const AT_ONCE = 3;

export const jobsOption = () =>
  new Option('--jobs <count>', 'drills at once').default(AT_ONCE).argParser(integerBetween(1, 16));

/** The drills that are named, or every live-fire drill. Throws `unknown_drill`, and `usage` for a tabletop or none. */
export function selectDrills(playbook: Playbook, ids: readonly string[], all: boolean): string[] {
  for (const id of ids) liveFire(playbook.drills, id);
  if (ids.length > 0) return [...new Set(ids)];
  const live = [...playbook.drills].filter(([, page]) => page.drill.kind === 'live-fire').map(([id]) => id);
  if (all && live.length > 0) return live;
  throw new PlaybookError('usage', all ? 'The playbook has no live-fire drill.' : 'No drill is named.', {
    hint: `Name one, or take --all. Known: ${[...playbook.drills.keys()].join(', ') || 'none'}.`,
  });
}
