// The only place where ports meet adapters; its parts are in compose/. What a call does not need, it does not load.
import { userInfo } from 'node:os';
import { createGit } from './adapters/git.ts';
import { expectShortLife } from './adapters/short-life.ts';
import { openStateFolder, statePath } from './adapters/state-folder.ts';
import { loadKinds, loadPlaybookAtRevision, noticedSources, playbookSources } from './compose/playbook.ts';
import { VERSION } from './compose/version.ts';
import { createRedactor } from './core/redaction.ts';
import type { Runner } from './core/runner.ts';
import { watchPlaybook } from './playbook/cache.ts';
import type { LoadResult, Playbook } from './playbook/playbook.ts';
import { validPlaybook } from './playbook/valid.ts';
import type { GitPort } from './ports/git.ts';

export {
  describeChecks,
  loadPlaybookAt,
  loadPlaybookAtRevision,
  placeAt,
  proofAt,
} from './compose/playbook.ts';
export { type ServerParts, serverParts } from './compose/server.ts';
export { renderDiagnostics } from './errors/render.ts';
export { COMPONENTS } from './playbook/components.ts';

interface Options {
  /** Hears of trouble that no caller waits for. */
  readonly report?: (error: unknown) => void;
  /** For a command that ends soon: reads the playbook once, where a server notices every edit. */
  readonly once?: boolean;
  /** Where the sandbox announces itself, when not in the state folder. */
  readonly sandboxFolder?: string;
  /** Port of the inbound listener that a check may open for itself; none where `serve` has one. */
  readonly inboundPort?: number | undefined;
  /** Takes the playbook as it was at this commit, and records it so. */
  readonly commit?: string | undefined;
}

/**
 * The runner of the repository at `root`; `secrets` are taken out of whatever leaves it.
 * Throws `folder_exposed` or `folder_unwritable` when the state folder cannot be trusted or used.
 */
export async function compose(
  root: string,
  environment: NodeJS.ProcessEnv,
  secrets: readonly string[] = [],
  { report, once = false, sandboxFolder, commit, inboundPort }: Options = {},
): Promise<Runner> {
  if (once) expectShortLife();
  const folder = openStateFolder(statePath(root, environment));
  const present = createGit(root, environment);
  const git = commit === undefined ? present : gitAt(present, commit);
  const [{ openWorld }, { createRunner }, identity] = await Promise.all([
    import('./compose/world.ts'),
    import('./core/create-runner.ts'),
    git.identity(),
  ]);
  const sources = once ? playbookSources(root) : await noticedSources(root);
  const watch = commit === undefined ? watchPlaybook(sources) : () => loadPlaybookAtRevision(root, commit);
  const playbook = currentPlaybook(watch, once || commit !== undefined);
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(secret);
  const runner: Runner = createRunner({
    playbook: playbook.load,
    kinds: loadKinds,
    ...openWorld({
      ...{ root, git, folder, environment, redactor, sandboxFolder, inboundPort },
      playbook: playbook.last,
      runner: () => runner,
    }),
    probing: async (kind) => (await import('./checks/one-kind.ts')).probingOf(kind),
    git,
    files: sources.files,
    redactor,
    ...(report ? { report } : {}),
    owner: identity ?? userInfo().username,
    version: VERSION,
    async builtReaches(page, seal) {
      const { builtReaches } = await import('./adapters/site-build.ts');
      return builtReaches(root, page, seal);
    },
  });
  return runner;
}

/** What is run comes from a commit, whatever the tree holds now. */
const gitAt = (git: GitPort, commit: string): GitPort => ({
  provenance: async () => ({ commit, dirty: false }),
  identity: () => git.identity(),
  changes: (of) => git.changes(of),
  behind: () => git.behind(),
});

/** What the repository at `root` says of itself; goes into the built pages. */
export function provenanceAt(root: string): ReturnType<GitPort['provenance']> {
  return createGit(root).provenance();
}

/** The playbook by load, and the one that was loaded last for those who cannot wait. */
function currentPlaybook(watch: () => Promise<LoadResult>, once: boolean) {
  let last: Playbook | undefined;
  return {
    last: () => last,
    async load() {
      if (once && last) return last;
      last = validPlaybook(await watch());
      return last;
    },
  };
}

/**
 * Adds text to a file, or takes the place of what was there. Throws `usage` when it cannot be written.
 */
export async function writeText(path: string, text: string, how: 'add' | 'replace'): Promise<void> {
  const { writeText: write } = await import('./adapters/write-files.ts');
  write(path, text, how);
}

/** Throws `usage` when the file could not be written, and changes nothing. */
export async function tryText(path: string): Promise<void> {
  const { tryText: attempt } = await import('./adapters/write-files.ts');
  attempt(path);
}

/** Writes files that must not exist yet, all or none. Throws `usage` with the first that does. */
export async function writeNewFilesAt(
  root: string,
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<void> {
  const { writeNewFiles } = await import('./adapters/write-files.ts');
  writeNewFiles(root, files);
}

/** Writes generated files below `root`, those that differ; returns their paths. */
export async function writeFilesAt(
  root: string,
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<readonly string[]> {
  const { writeFiles } = await import('./adapters/write-files.ts');
  return writeFiles(root, files);
}

/** The date of this machine, YYYY-MM-DD. */
export async function today(): Promise<string> {
  const { createClock } = await import('./adapters/system-clock.ts');
  return createClock().now().toISOString().slice(0, 10);
}
