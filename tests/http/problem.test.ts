import { expect, test } from 'vitest';
import { PlaybookError } from '../../runbook-runner/errors/index.ts';
import { problemDocument } from '../../runbook-runner/http/problem.ts';

test('a broken playbook tells a page its first fault with the place, and where the rest is listed', () => {
  const location = { file: 'src/content/checks/a.yaml', line: 2, column: 5 };
  const first = { code: 'yaml-syntax', message: 'A quote is open.', location, source: '' };
  const second = { ...first, message: 'Another.' };
  const data = { diagnostics: [first, second] };
  expect(
    problemDocument(new PlaybookError('invalid_playbook', 'The playbook has errors.', { data })),
  ).toMatchObject({
    detail: 'The first: src/content/checks/a.yaml:2:5 A quote is open.',
    hint: 'Fix it and press again; `npm run -s playbook -- lint` lists all of them.',
    ...data,
  });
});
