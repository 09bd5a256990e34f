// The git port: commits from the repository's files, everything else from `git` itself, started beside the work.
import type { Commit, GitPort } from '../ports/git.ts';
import { kept } from '../ports/kept.ts';
import { gitProgram } from './git-program.ts';
import { authorOf, configuredIdentity, headCommit } from './git-refs.ts';
import { createClock } from './system-clock.ts';

const TIMEOUT_MS = 5_000;
/** A burst of runs shares one `git status`; a person who edits and runs again waits longer than this. */
const DIRTY_FOR_MS = 1_000;
/** Known to be of the same content and commit, what else was edited may be told a little later. */
const DIRTY_OF_SAME_FOR_MS = 5_000;
const BEHIND_FOR_MS = 10_000;
const UNKNOWN = { commit: 'unknown', dirty: null } as const;

const clock = createClock();

class Git implements GitPort {
  readonly #root: string;
  readonly #env: NodeJS.ProcessEnv;
  #looked: { readonly at: number; readonly of: string; readonly dirty: Promise<boolean | null> } | undefined;
  readonly behind = kept(clock, BEHIND_FOR_MS, async () => {
    if (headCommit(this.#root) === undefined) return undefined;
    const count = await this.#ask(['rev-list', '--count', 'HEAD..@{upstream}']);
    return count === undefined ? undefined : { commits: Number(count), command: 'git pull --ff-only' };
  });
  #binary: { readonly path: string | undefined } | undefined;

  constructor(root: string, env: NodeJS.ProcessEnv) {
    this.#root = root;
    this.#env = env;
  }

  async provenance(of?: string): Promise<{ commit: string; dirty: boolean | null }> {
    const head = headCommit(this.#root);
    if (head === undefined) return UNKNOWN;
    const dirty = this.#dirty(of === undefined ? undefined : `${head} ${of}`);
    const commit = head === 'unborn' ? await this.#ask(['rev-parse', 'HEAD']) : head;
    return { commit: commit ?? 'unknown', dirty: await dirty };
  }

  #dirty(of: string | undefined): Promise<boolean | null> {
    const now = performance.now();
    const last = this.#looked;
    const forMs = of !== undefined && of === last?.of ? DIRTY_OF_SAME_FOR_MS : DIRTY_FOR_MS;
    const known = of === undefined || of === last?.of;
    if (last !== undefined && known && now - last.at <= forMs) return last.dirty;
    const dirty = this.#ask(['status', '--porcelain', '--untracked-files=normal']).then((changes) =>
      changes === undefined ? null : changes !== '',
    );
    this.#looked = { at: now, of: of ?? last?.of ?? '', dirty };
    return dirty;
  }

  async identity(): Promise<string | undefined> {
    const identity = configuredIdentity(this.#root, this.#env);
    if (identity !== 'ask') return identity;
    const [name, email] = await Promise.all([
      this.#ask(['config', '--get', 'user.name']),
      this.#ask(['config', '--get', 'user.email']),
    ]);
    return authorOf(name, email);
  }

  async changes({ since, paths, limit }: Parameters<GitPort['changes']>[0]): Promise<Commit[] | undefined> {
    if (headCommit(this.#root) === undefined) return undefined;
    const shown = ['--no-show-signature', '-z', '--format=%H%n%cI%n%aN%n%s'];
    const which = [`--since=${since.toISOString()}`, `--max-count=${limit}`];
    // Literal: a path can never be one of git's patterns, nor an option behind the two hyphens.
    const asked = await this.#ask(['--literal-pathspecs', 'log', ...shown, ...which, '--', ...paths]);
    return asked?.split('\0').flatMap((entry) => {
      const [commit, at, author, title = ''] = entry.split('\n');
      return commit && at && author !== undefined ? [{ commit, at, author, title }] : [];
    });
  }

  /** Standard output of git without its last line end; undefined when git is missing or refuses. */
  async #ask(args: readonly string[]): Promise<string | undefined> {
    this.#binary ??= { path: gitProgram(this.#env, this.#root) };
    const { path } = this.#binary;
    if (path === undefined) return undefined;
    const { execFile } = await import('node:child_process');
    // Starting a process holds everything up for some milliseconds: what was about to be sent goes first.
    await new Promise((resolve) => setImmediate(resolve));
    const env = { ...this.#env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
    const options = { cwd: this.#root, env, timeout: TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 };
    return new Promise((resolve) => {
      execFile(path, ['-c', 'core.fsmonitor=false', ...args], options, (error, stdout) =>
        resolve(error ? undefined : stdout.trimEnd()),
      );
    });
  }
}

/** Git as seen from `root`; without `.git` or without git everything is unknown and nothing throws. */
export function createGit(root: string, env: NodeJS.ProcessEnv = process.env): GitPort {
  return new Git(root, env);
}
