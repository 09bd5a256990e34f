import { expect, test } from 'vitest';
import { startSandboxProcess } from '../../runbook-runner/adapters/sandbox-process.ts';

test('a sandbox that cannot even be started is told, and ends nothing', async () => {
  const { signal } = new AbortController();
  const nowhere = { root: '/no/such/folder', stateFolder: '/no/such/folder', signal, mocks: [] };
  await expect(startSandboxProcess(nowhere)).rejects.toMatchObject({
    code: 'sandbox_failed',
    message: expect.stringContaining('ENOENT'),
    hint: expect.stringContaining('npm start'),
  });
});
