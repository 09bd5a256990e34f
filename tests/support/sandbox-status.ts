// What a sandbox says of itself, for tests that put something of their own in its place.
import type { SandboxStatus } from '../../runbook-runner/ports/sandbox.ts';

export const sandboxStatus = (said: Partial<SandboxStatus>): SandboxStatus => ({
  ...{ pid: 1, startedAt: '', seed: 1, testData: 1, resolver: '127.0.0.1:53' },
  ...{ servers: [], ca: 'PEM', credentials: {}, faults: [], ...said },
});
