// How the playbook is read: from which files, by which kinds, kept where.
import { join } from 'node:path';
import { createFileCache } from '../adapters/cache-file.ts';
import { createFiles } from '../adapters/node-files.ts';
import type { Location } from '../errors/index.ts';
import { openPlaybook, type PlaybookSources } from '../playbook/cache.ts';
import type { Kinds } from '../playbook/draft.ts';
import type { LoadResult, Playbook } from '../playbook/playbook.ts';
import type { Proof } from '../playbook/schema/proof.ts';
import type { CachePort } from '../ports/cache.ts';
import { BUILD, VERSION } from './version.ts';

/** Sources that run unbundled have no stamp that a kept playbook could be trusted by. */
const NO_CACHE: CachePort = { read: () => undefined, write: () => undefined };

/**
 * Everything that a load of the playbook at `root` stands on. What was loaded is kept beside the build that it
 * belongs to, so that a first call with a new state folder does not parse it again.
 */
export function playbookSources(root: string): PlaybookSources {
  return {
    files: createFiles(root),
    kinds: loadKinds,
    cache: BUILD === undefined ? NO_CACHE : createFileCache(join(root, 'dist/cache')),
    version: BUILD ?? VERSION,
  };
}

/** The same for a program that lives long, and looks at the files for every request. */
export async function noticedSources(root: string): Promise<PlaybookSources> {
  const [{ noticedFiles }, { createClock }] = await Promise.all([
    import('../adapters/noticed-files.ts'),
    import('../adapters/system-clock.ts'),
  ]);
  return { ...playbookSources(root), files: noticedFiles(createFiles(root), root, createClock()) };
}

export async function loadKinds(): Promise<Kinds> {
  const [{ checkKinds }, { actionKinds }, { faultKinds }] = await Promise.all([
    import('../checks/registry.ts'),
    import('../actions/registry.ts'),
    import('../sandbox/fault-proxy/kinds/registry.ts'),
  ]);
  return { checks: checkKinds, actions: actionKinds, faults: faultKinds };
}

/** The playbook at `root`, or everything that is wrong with it; used by the site's build. */
export function loadPlaybookAt(root: string): Promise<LoadResult> {
  return openPlaybook(playbookSources(root));
}

/** The same for `lint`, which looks at the certificate files of environments too; never kept, since those may expire. */
export async function lintPlaybookAt(root: string): Promise<LoadResult> {
  const [{ factsOf, parsePem }, { loadPlaybook }, kinds] = await Promise.all([
    import('../adapters/certificate-chain.ts'),
    import('../playbook/load.ts'),
    loadKinds(),
  ]);
  const files = createFiles(root);
  const certificates = (file: string) => {
    try {
      return parsePem([files.read(file)]).map(factsOf);
    } catch {
      return undefined;
    }
  };
  return loadPlaybook(files, kinds, { certificates });
}

/** The playbook at `root`, in which a scenario may still wait for its drill. */
export async function loadWithoutDrills(root: string): Promise<LoadResult> {
  const [{ loadPlaybook }, kinds] = await Promise.all([import('../playbook/load.ts'), loadKinds()]);
  return loadPlaybook(createFiles(root), kinds, { forgiven: ['scenario-without-drill'] });
}

/** The playbook as it was at a revision that Git knows; never kept. */
export async function loadPlaybookAtRevision(root: string, revision: string): Promise<LoadResult> {
  const [{ filesAtRevision }, { loadPlaybook }, kinds] = await Promise.all([
    import('../adapters/git-tree.ts'),
    import('../playbook/load.ts'),
    loadKinds(),
  ]);
  return loadPlaybook(filesAtRevision(root, revision, 'src/content'), kinds);
}

/** The text of a file of the repository at `root`. */
export const readTextAt = (root: string, file: string): string => createFiles(root).read(file);

/** Every check by its id, in the words of its kind. */
export async function describeChecks({ checks }: Playbook) {
  const kinds = (await loadKinds()).checks;
  return new Map(
    [...checks.values()].flatMap(({ id, kind, probe }) => {
      const description = kinds.get(kind)?.describe(probe);
      return description ? [[id, description] as const] : [];
    }),
  );
}

/** Where a YAML file of the repository at `root` says something; the nearest place when it does not. */
export async function placeAt(root: string, file: string, path: readonly string[]): Promise<Location> {
  const [{ readYaml }, { createReport }] = await Promise.all([
    import('../playbook/read/yaml.ts'),
    import('../playbook/diagnostics.ts'),
  ]);
  const report = createReport();
  const read = readYaml(report.source(file, createFiles(root).read(file)), report);
  return read?.keyAt(path) ?? { file, line: 1, column: 1 };
}

/** What `drill --proof` wrote beside the build; undefined where it did not, or something else is there. */
export async function proofAt(root: string): Promise<Proof | undefined> {
  const [{ Proof }, { PROOF_FILE }] = await Promise.all([
    import('../playbook/schema/proof.ts'),
    import('../ports/site.ts'),
  ]);
  try {
    return Proof.safeParse(JSON.parse(createFiles(root).read(PROOF_FILE))).data;
  } catch {
    return undefined;
  }
}
