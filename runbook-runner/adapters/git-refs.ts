// Reads a repository's own files: the commit that HEAD names and the configured identity, without starting git.
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

interface GitFolders {
  /** Holds HEAD; differs from `common` in a linked work tree. */
  readonly own: string;
  /** Holds refs, packed-refs and config. */
  readonly common: string;
}

/** The folders behind `root/.git`, which is a file in a linked work tree; undefined without one. */
function gitFolders(root: string): GitFolders | undefined {
  const dot = join(root, '.git');
  if (readIfThere(join(dot, 'HEAD')) !== undefined) return { own: dot, common: dot };
  const link = /^gitdir: (.+)$/m.exec(readIfThere(dot) ?? '')?.[1]?.trim();
  if (link === undefined) return undefined;
  const own = isAbsolute(link) ? link : join(root, link);
  const common = readIfThere(join(own, 'commondir'))?.trim() ?? '.';
  return { own, common: isAbsolute(common) ? common : join(own, common) };
}

/** Commit of a ref from its own file, else from packed-refs (gitrepository-layout(5)). */
function commitOf({ own, common }: GitFolders, ref: string): string | undefined {
  for (const folder of [own, common]) {
    const loose = readIfThere(join(folder, ref))?.trim();
    if (loose !== undefined && COMMIT.test(loose)) return loose;
  }
  const packed = readIfThere(join(common, 'packed-refs'))?.split('\n');
  return packed?.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0];
}

/** What HEAD names: a commit, "unborn" (no commit, or a storage that only git reads), or undefined without `.git`. */
export function headCommit(root: string): string | 'unborn' | undefined {
  const folders = gitFolders(root);
  const head = folders && readIfThere(join(folders.own, 'HEAD'))?.trim();
  if (folders === undefined || head === undefined) return undefined;
  if (COMMIT.test(head)) return head;
  const ref = /^ref: (refs\/[\w./@+-]+)$/.exec(head)?.[1];
  return (ref === undefined || ref.includes('..') ? undefined : commitOf(folders, ref)) ?? 'unborn';
}

/** `user.name` and `user.email` of one configuration file; `includes` when only git can tell the whole. */
function userSection(text: string): { name?: string; email?: string; includes: boolean } {
  let section = '';
  const found: { name?: string; email?: string; includes: boolean } = { includes: false };
  for (const line of text.split('\n')) {
    section = /^\s*\[\s*([\w.-]+)/.exec(line)?.[1]?.toLowerCase() ?? section;
    if (section.startsWith('include')) found.includes = true;
    const [, key, value] = /^\s*(name|email)\s*=\s*"?([^"#;]*)"?/i.exec(line) ?? [];
    if (section !== 'user' || key === undefined || value === undefined) continue;
    found[key.toLowerCase() as 'name' | 'email'] = value.trim();
  }
  return found;
}

/** The identity in git's configuration files, the nearest first; "ask" when they include others. */
export function configuredIdentity(root: string, env: NodeJS.ProcessEnv): string | 'ask' | undefined {
  const common = gitFolders(root)?.common;
  const home = env.HOME ?? env.USERPROFILE ?? '';
  const files = [
    common && join(common, 'config'),
    home && join(home, '.gitconfig'),
    join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'git', 'config'),
    '/etc/gitconfig',
  ];
  const sections = files.flatMap((file) => userSection((file && readIfThere(file)) || ''));
  if (sections.some((section) => section.includes)) return 'ask';
  const name = env.GIT_AUTHOR_NAME ?? sections.find((section) => section.name)?.name;
  const email = env.GIT_AUTHOR_EMAIL ?? sections.find((section) => section.email)?.email;
  return authorOf(name, email);
}

/** As git writes an author. In one piece: texts that were only put side by side have every record's JSON written the slow way. */
export const authorOf = (name: string | undefined, email: string | undefined): string | undefined =>
  name && email ? [name, `<${email}>`].join(' ') : name || email || undefined;
