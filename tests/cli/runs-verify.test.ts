// What a person sees when the records were changed by hand.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { playbook, temporaryFolder } from './program.ts';

test('the records are verified, and the first entry that is not as it was recorded is told', async () => {
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  const verify = (...options: string[]) => playbook(['runs', 'verify', ...options], { env });
  expect((await verify()).stdout).toContain('The journal is empty');
  await playbook(['check', 'lumenpay-availability'], { env });
  expect(await verify()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^The journal is whole, .* It ends with entry 1, of \d{4}-/),
  });
  const hand = new DatabaseSync(join(env.PLAYBOOK_HOME, 'store.sqlite'));
  hand.exec("UPDATE runs SET actor = 'Eve'");
  hand.close();
  expect(await verify()).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('Entry 1 of the journal'),
  });
  const { code, stdout } = await verify('--json');
  expect([code, JSON.parse(stdout)]).toEqual([1, { firstBad: 1, last: null }]);
});
