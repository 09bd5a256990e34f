import { expect, test } from 'vitest';
import { CODES, type ErrorCode, EXIT, PlaybookError } from '../../runbook-runner/errors/index.ts';

const codes = Object.keys(CODES) as ErrorCode[];

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
