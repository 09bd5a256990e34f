import { expect, test } from 'vitest';
import { Credentials } from '../../../runbook-runner/sandbox/fault-proxy/credentials.ts';
import { FaultSwitch } from '../../../runbook-runner/sandbox/fault-proxy/fault-switch.ts';
import { fault } from '../world.ts';

test('stopped while a fault is about to end, and cannot, what waits in it is let go', async () => {
  const end = Promise.withResolvers<void>();
  let begun = false;
  const faults = new FaultSwitch({
    ...{ credentials: new Credentials(), layers: ['exchange'] },
    changed: () => (begun ? end.promise : Promise.resolve()),
  });
  await faults.inject(fault('hang', {}));
  begun = true;
  const { over } = faults.on[0]?.stage ?? {};
  const cleared = faults.clear();
  await expect.poll(() => faults.on).toEqual([]);
  faults.stop();
  end.reject(new Error('It cannot be put back.'));
  await expect(cleared).rejects.toThrow('put back');
  expect(over?.aborted).toBe(true);
});
