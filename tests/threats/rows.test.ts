import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROWS } from './rows.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Whether the file has a string that begins so: the title of a test, of a group, or of a row of one. */
const hasTitle = (file: string, title: string): boolean => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return ["'", '"', '`'].some((quote) => text.includes(`${quote}${title}`));
};

describe.each(ROWS)('$threat', ({ held = [], notYet }) => {
  test('is held by a test, or tells why it cannot be yet', () => {
    expect(held.length > 0 || (notYet ?? '').length > 20).toBe(true);
  });

  test.each(held.map(([file, title]) => ({ file, title })))('$file: $title', ({ file, title }) => {
    expect(existsSync(join(ROOT, file)), `${file} is gone`).toBe(true);
    expect(hasTitle(file, title)).toBe(true);
  });
});

test('every file of this folder holds a row', () => {
  const files = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.test.ts') && name !== 'rows.test.ts')
    .map((name) => `tests/threats/${name}`);
  const named = new Set(ROWS.flatMap((row) => row.held ?? []).map(([file]) => file));
  expect(files.filter((file) => !named.has(file))).toEqual([]);
});
