import { expect, test } from 'vitest';
import { firstStep } from '../../runbook-runner/cli/walk-scenario.ts';

const steps = [{ id: 'confirm' }, { id: 'throttle' }, { id: 'verify' }];
const records = (...ids: (string | undefined)[]) => ids.map((step) => ({ step }));

test.each([
  ['a new run begins with the first step', records(), { index: 0, gone: undefined }],
  [
    'one that was left goes on at the step of its newest record',
    records('confirm', 'throttle'),
    { index: 1 },
  ],
  ['a record outside of any step counts for nothing', records('throttle', undefined), { index: 1 }],
  [
    'a step that was renamed or removed since is named, and the newest one that is left is gone on with',
    records('confirm', 'throttle', 'slower', 'slower'),
    { index: 1, gone: 'slower' },
  ],
  ['where none is left, it begins anew and says so', records('slower'), { index: 0, gone: 'slower' }],
])('%s', (_, done, expected) => {
  expect(firstStep(steps, done)).toMatchObject(expected);
});
