// Reports and proof of a drill that cannot be written: told before anything is broken, and nothing else is touched.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playbook, temporaryFolder } from './program.ts';

test.each(['--report', '--proof'])(
  '%s in a folder that is not there runs no drill',
  {
    timeout: 30_000,
  },
  async (option) => {
    const folder = temporaryFolder();
    const env = { PLAYBOOK_HOME: temporaryFolder() };
    const [kept, fresh] = [join(folder, 'kept.md'), join(folder, 'fresh.json')];
    writeFileSync(kept, 'of last time');
    const files = ['--report', kept, '--report', fresh, option, join(folder, 'nowhere', 'x.json')];
    const { code, stderr } = await playbook(['drill', 'inconsistent-schema-live', ...files], { env });
    expect(code).toBe(64);
    expect(stderr).toContain('x.json cannot be written');
    expect(readFileSync(kept, 'utf8')).toBe('of last time');
    expect(existsSync(fresh)).toBe(false);
    const { stdout } = await playbook(['runs', '--kind', 'drill', '--json'], { env });
    expect(JSON.parse(stdout)).toEqual([]);
  },
);
