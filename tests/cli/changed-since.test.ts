import { expect, test } from 'vitest';
import { commit, playbook, temporaryRepository } from './program.ts';

test('a named check that did not change: no result, in the form that a selection has', async () => {
  const root = await temporaryRepository();
  commit(root);
  const args = ['check', 'lumenpay-availability', '--changed-since', 'HEAD', '--json'];
  const { code, stdout, stderr } = await playbook(args, { root });
  expect(stderr).toContain('No check changed since HEAD.');
  expect(JSON.parse(stdout)).toEqual({
    results: [],
    summary: { total: 0, pass: 0, fail: 0, error: 0, skipped: 0 },
  });
  expect(code).toBe(0);
});
