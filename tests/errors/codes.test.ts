import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CODES, type ErrorCode, EXIT, PlaybookError } from '../../runbook-runner/errors/index.ts';
import { ROOT } from '../architecture/source-tree.ts';

const codes = Object.keys(CODES) as ErrorCode[];

/** Text of every file below a folder of the repository, those of this room apart. */
function textBelow(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs|txt)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(runbook-runner|tests)\/errors\//.test(path.replaceAll('\\', '/')))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

describe('each code is in use', () => {
  const [program, tests] = [textBelow('runbook-runner'), textBelow('tests')];
  const anchors = readFileSync(join(ROOT, 'src/content/docs/reference/errors.mdx'), 'utf8').split('\n');

  test.each(codes)('%s is thrown somewhere, seen by a test, and explained', (code) => {
    expect(program.includes(`'${code}'`), 'a source names it').toBe(true);
    expect(new RegExp(`\\b${code}\\b`).test(tests), 'a test names it').toBe(true);
    expect(anchors).toContain(`## ${code}`);
  });

  test('the reference explains no other', () => {
    const explained = anchors.flatMap((line) => /^## (\S+)$/.exec(line)?.[1] ?? []);
    expect(explained).toEqual(codes);
  });
});

test.each(codes)('%s has one sentence, an HTTP status and an exit code', (code) => {
  const { title, status, exit } = CODES[code];
  expect(title).toMatch(/^[A-Z].*\.$/);
  expect(title.slice(0, -1)).not.toMatch(/[.!?] [A-Z]/);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(600);
  expect(Object.values(EXIT)).toContain(exit);
  expect([EXIT.pass, EXIT.fail]).not.toContain(exit);
});

test('an error takes status and exit from its code, and keeps hint, place, data and cause', () => {
  const cause = new Error('inner');
  const location = { file: 'a.yaml', line: 1, column: 2 };
  const error = new PlaybookError('stale_seal', 'm', { hint: 'h', location, data: { changed: [] }, cause });
  expect(error).toMatchObject({
    code: 'stale_seal',
    message: 'm',
    hint: 'h',
    location,
    status: 409,
    exit: 75,
  });
  expect(error.data).toEqual({ changed: [] });
  expect(error.cause).toBe(cause);
});
