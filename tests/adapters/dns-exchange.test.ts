import { expect, test } from 'vitest';
import { ask } from '../../runbook-runner/adapters/dns-exchange.ts';

test('a resolver that no way leads to is an error, and the process lives', async () => {
  const { signal } = new AbortController();
  // The system refuses to connect to a broadcast address at once, as it does where a network is missing.
  const resolver = { address: '255.255.255.255', port: 53 };
  const order = {
    name: 'api.example',
    type: 'A',
    resolver,
    rules: { loopback: true, privateNetwork: true },
  } as const;
  await expect(ask({ ...order, signal, onRejected: () => undefined })).rejects.toMatchObject({
    syscall: 'connect',
  });
});
