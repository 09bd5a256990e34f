// Keeps a loaded playbook between calls, so that a call without an edit reads neither YAML nor MDX.
// What it needs at once is tiny on purpose: parsers and schemas are imported only when a file changed.
import { deserialize, serialize } from 'node:v8';
import type { CachePort } from '../ports/cache.ts';
import type { FilesPort } from '../ports/files.ts';
import type { Kinds } from './draft.ts';
import type { LoadResult, Playbook } from './playbook.ts';

const CONTENT = 'src/content';
const FILE = 'playbook';

export interface PlaybookSources {
  readonly files: FilesPort;
  /** Imports the registries; called only when the files must be read. */
  readonly kinds: () => Promise<Kinds> | Kinds;
  readonly cache: CachePort;
  /** Version of the program: another one reads the files anew. */
  readonly version: string;
}

/** The playbook that was kept under `key`; undefined when there is none, it is of other files, or it is damaged. */
export function unpackPlaybook(bytes: Uint8Array | undefined, key: string): Playbook | undefined {
  if (bytes === undefined) return undefined;
  try {
    const kept: unknown = deserialize(bytes);
    if (!Array.isArray(kept) || kept.length !== 2 || kept[0] !== key) return undefined;
    return kept[1] as Playbook;
  } catch {
    return undefined;
  }
}

export function packPlaybook(playbook: Playbook, key: string): Uint8Array {
  return serialize([key, playbook]);
}

/**
 * The playbook as its files are now. Every edit is noticed by the fingerprint of the files, which is taken
 * before they are read: an edit in between makes the kept value stale, never wrong.
 */
export async function openPlaybook(sources: PlaybookSources): Promise<LoadResult> {
  return openWith(sources, await sources.files.fingerprint(CONTENT));
}

async function openWith(
  { files, kinds, cache, version }: PlaybookSources,
  fingerprint: string,
): Promise<LoadResult> {
  const key = `${version} ${fingerprint}`;
  const kept = unpackPlaybook(cache.read(FILE), key);
  if (kept) return { ok: true, playbook: kept };
  const [{ loadPlaybook }, registries] = await Promise.all([import('./load.ts'), kinds()]);
  const result = await loadPlaybook(files, registries);
  if (result.ok) cache.write(FILE, packPlaybook(result.playbook, key));
  return result;
}

/** The same for a program that lives long: one value until a file changes, and one load at a time. */
export function watchPlaybook(sources: PlaybookSources): () => Promise<LoadResult> {
  let last: { readonly fingerprint: string; readonly result: Promise<LoadResult> } | undefined;
  return async () => {
    const fingerprint = await sources.files.fingerprint(CONTENT);
    if (last?.fingerprint !== fingerprint) {
      const result = openWith(sources, fingerprint);
      last = { fingerprint, result };
      // A load that threw (a file vanished under it) is tried again by the next caller.
      result.catch(() => {
        last = undefined;
      });
    }
    return last.result;
  };
}
