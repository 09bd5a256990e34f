// From what the loader returned to a playbook that can be worked with.
import { PlaybookError } from '../errors/index.ts';
import type { LoadResult, Playbook } from './playbook.ts';

/** The playbook; throws `invalid_playbook` with every diagnostic in `data` when there is none. */
export function validPlaybook(loaded: LoadResult): Playbook {
  if (loaded.ok) return loaded.playbook;
  const { diagnostics } = loaded;
  throw new PlaybookError('invalid_playbook', 'The playbook has errors.', { data: { diagnostics } });
}
