import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGit } from '../../runbook-runner/adapters/git.ts';

let folder: string;
let root: string;
const env = () => ({ PATH: process.env.PATH ?? '', HOME: folder });
const git = (at: string, ...args: string[]) =>
  execFileSync('git', args, { cwd: at, env: env(), stdio: 'pipe' }).toString().trim();
const commit = (at: string, name: string) => {
  writeFileSync(join(at, name), name);
  git(at, 'add', '.');
  git(at, 'commit', '-m', name);
  return git(at, 'rev-parse', 'HEAD');
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-'));
  root = join(folder, 'origin');
  writeFileSync(join(folder, '.gitconfig'), '[user]\n\tname = Ada Example\n\temail = ada@example.com\n');
  git(folder, 'init', '-b', 'main', root);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('changes', () => {
  const long = new Date('2020-01-01T00:00:00Z');
  const titles = async (paths: string[], since = long, limit = 10) =>
    (await createGit(root, env()).changes({ since, paths, limit }))?.map((one) => one.title);

  test('commits that touch a path, newest first, with who and when', async () => {
    commit(root, 'a');
    const second = commit(root, 'b');
    const all = await createGit(root, env()).changes({ since: long, paths: ['.'], limit: 9 });
    const [newest, ...others] = all ?? [];
    expect(newest).toMatchObject({ commit: second, author: 'Ada Example', title: 'b' });
    expect(Math.abs(Date.now() - Date.parse(newest?.at ?? ''))).toBeLessThan(60_000);
    expect(others.map((one) => one.title)).toEqual(['a']);
    expect(await titles(['a'])).toEqual(['a']);
    expect(await titles(['.'], long, 1)).toEqual(['b']);
    expect(await titles(['.'], new Date(Date.now() + 3_600_000))).toEqual([]);
  });

  test('a path is a path: no option and no pattern of git', async () => {
    commit(root, 'a');
    expect(await titles(['--all', '-p', ':(top)a', ':/', '*', 'nothing here'])).toEqual([]);
  });

  test('a message with odd characters stays one title', async () => {
    writeFileSync(join(root, 'odd'), 'odd');
    git(root, 'add', '.');
    git(root, 'commit', '-m', 'Odd \u001f "title" | ; ünï\n\nbody', '--author', 'Zoë; | x <z@example.com>');
    expect(await createGit(root, env()).changes({ since: long, paths: ['.'], limit: 1 })).toMatchObject([
      { author: 'Zoë; | x', title: 'Odd \u001f "title" | ; ünï' },
    ]);
  });

  test('without a repository, or without git, nobody can tell', async () => {
    expect(await createGit(folder, env()).changes({ since: long, paths: ['.'], limit: 1 })).toBeUndefined();
    commit(root, 'a');
    const without = createGit(root, { ...env(), PATH: '' });
    expect(await without.changes({ since: long, paths: ['.'], limit: 1 })).toBeUndefined();
  });
});

describe('provenance', () => {
  test('a clean tree, then an edit, then an untracked file', async () => {
    const id = commit(root, 'a');
    expect(await createGit(root, env()).provenance()).toEqual({ commit: id, dirty: false });
    writeFileSync(join(root, 'a'), 'edited');
    expect(await createGit(root, env()).provenance()).toEqual({ commit: id, dirty: true });
    git(root, 'checkout', 'a');
    writeFileSync(join(root, 'new'), '');
    expect(await createGit(root, env()).provenance()).toEqual({ commit: id, dirty: true });
  });

  test('packed refs, a linked work tree and a detached head', async () => {
    const first = commit(root, 'a');
    const second = commit(root, 'b');
    git(root, 'pack-refs', '--all');
    expect((await createGit(root, env()).provenance()).commit).toBe(second);
    git(root, 'worktree', 'add', '--detach', join(folder, 'tree'), first);
    expect((await createGit(join(folder, 'tree'), env()).provenance()).commit).toBe(first);
    git(root, 'checkout', '--detach', first);
    expect((await createGit(root, env()).provenance()).commit).toBe(first);
  });

  test('a shallow clone', async () => {
    commit(root, 'a');
    const id = commit(root, 'b');
    const clone = join(folder, 'shallow');
    git(folder, 'clone', '--depth', '1', `file://${root}`, clone);
    expect(await createGit(clone, env()).provenance()).toEqual({ commit: id, dirty: false });
  });

  test('an edit of what is run, or a new commit, is a reason to look at the tree anew', async () => {
    commit(root, 'a');
    const port = createGit(root, env());
    expect(await port.provenance('digest 1')).toMatchObject({ dirty: false });
    writeFileSync(join(root, 'a'), 'edited');
    expect(await port.provenance('digest 2')).toMatchObject({ dirty: true });
    const id = commit(root, 'b');
    expect(await port.provenance('digest 2')).toEqual({ commit: id, dirty: false });
  });

  test('the commit is followed when it moves', async () => {
    commit(root, 'a');
    const port = createGit(root, env());
    await port.provenance();
    const next = commit(root, 'b');
    expect((await port.provenance()).commit).toBe(next);
  });

  test('a repository without a commit, a download without .git', async () => {
    expect((await createGit(root, env()).provenance()).commit).toBe('unknown');
    const plain = join(folder, 'plain');
    mkdirSync(plain);
    expect(await createGit(plain, env()).provenance()).toEqual({ commit: 'unknown', dirty: null });
  });

  test('without a git program the commit is still read, and dirty is unknown', async () => {
    const id = commit(root, 'a');
    const port = createGit(root, { HOME: folder, PATH: 'relative:/nonexistent' });
    expect(await port.provenance()).toEqual({ commit: id, dirty: null });
    expect(await port.behind()).toBeUndefined();
  });
});

describe('identity', () => {
  test('from the person, from the repository, from an included file', async () => {
    expect(await createGit(root, env()).identity()).toBe('Ada Example <ada@example.com>');
    git(root, 'config', 'user.name', 'Ada at Work');
    expect(await createGit(root, env()).identity()).toBe('Ada at Work <ada@example.com>');
    writeFileSync(join(folder, 'more'), '[user]\n\temail = other@example.com\n');
    writeFileSync(join(folder, '.gitconfig'), `[include]\n\tpath = ${join(folder, 'more')}\n`);
    expect(await createGit(root, env()).identity()).toBe('Ada at Work <other@example.com>');
  });

  test('undefined when none is configured', async () => {
    rmSync(join(folder, '.gitconfig'));
    expect(await createGit(root, { ...env(), XDG_CONFIG_HOME: folder }).identity()).toBeUndefined();
  });
});

describe('behind', () => {
  test('counts what was fetched and not yet merged', async () => {
    commit(root, 'a');
    const clone = join(folder, 'clone');
    git(folder, 'clone', root, clone);
    expect(await createGit(clone, env()).behind()).toEqual({ commits: 0, command: 'git pull --ff-only' });
    commit(root, 'b');
    commit(root, 'c');
    expect((await createGit(clone, env()).behind())?.commits).toBe(0);
    git(clone, 'fetch');
    expect((await createGit(clone, env()).behind())?.commits).toBe(2);
  });

  test('undefined without an upstream branch', async () => {
    commit(root, 'a');
    expect(await createGit(root, env()).behind()).toBeUndefined();
  });
});
