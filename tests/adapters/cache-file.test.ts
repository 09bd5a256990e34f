import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileCache } from '../../runbook-runner/adapters/cache-file.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'playbook-cache-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (found: Uint8Array | undefined) => found && new TextDecoder().decode(found);

test('keeps bytes by key, readable by their owner alone', () => {
  const cache = createFileCache(join(home, 'cache'));
  expect(cache.read('playbook')).toBeUndefined();
  cache.write('playbook', bytes('one'));
  cache.write('playbook', bytes('two'));
  expect(text(cache.read('playbook'))).toBe('two');
  expect(readdirSync(join(home, 'cache'))).toEqual(['playbook']);
  expect(statSync(join(home, 'cache')).mode & 0o777).toBe(0o700);
  expect(statSync(join(home, 'cache/playbook')).mode & 0o777).toBe(0o600);
});

test('a folder that others can write is neither read nor written: they could put a playbook into it', () => {
  const cache = createFileCache(join(home, 'cache'));
  cache.write('playbook', bytes('one'));
  chmodSync(join(home, 'cache'), 0o777);
  expect(cache.read('playbook')).toBeUndefined();
  cache.write('playbook', bytes('two'));
  chmodSync(join(home, 'cache'), 0o700);
  expect(text(cache.read('playbook'))).toBe('one');
});

test('a place that cannot be a folder loses time, not the call', () => {
  const cache = createFileCache('/dev/null/cache');
  cache.write('playbook', bytes('one'));
  expect(cache.read('playbook')).toBeUndefined();
});

test('a folder in the place of a file is no error, and no draft stays', () => {
  mkdirSync(join(home, 'cache/playbook/below'), { recursive: true, mode: 0o700 });
  chmodSync(join(home, 'cache'), 0o700);
  const cache = createFileCache(join(home, 'cache'));
  cache.write('playbook', bytes('one'));
  expect(cache.read('playbook')).toBeUndefined();
  expect(existsSync(join(home, 'cache/playbook/below'))).toBe(true);
  expect(readdirSync(join(home, 'cache'))).toEqual(['playbook']);
});
