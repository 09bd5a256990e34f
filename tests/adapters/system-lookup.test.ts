import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'silent-names-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resolver = join(folder, 'resolv.conf');
writeFileSync(resolver, 'nameserver 127.0.0.1\noptions timeout:15 attempts:2\n');

/** A network of its own, where the only name server takes questions and answers none. */
function besideSilence(command: readonly string[]) {
  const script = `ip link set lo up && mount --bind "${resolver}" /etc/resolv.conf && exec "$@"`;
  return spawnSync('unshare', ['-mn', 'sh', '-c', script, 'sh', ...command], {
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, UV_THREADPOOL_SIZE: '4' },
  });
}

/** Root on Linux, not confined. */
const canSilence = besideSilence(['true']).status === 0;

function runs(code: string) {
  const began = performance.now();
  const module = join(import.meta.dirname, '../../runbook-runner/adapters/system-lookup.ts');
  const { status, stdout } = besideSilence([
    process.execPath,
    '--input-type=module',
    '-e',
    `import { createSocket } from 'node:dgram';
     import { setTimeout as wait } from 'node:timers/promises';
     import { systemLookup } from ${JSON.stringify(module)};
     await new Promise((bound) => createSocket('udp4').bind(53, '127.0.0.1', bound));
     ${code}`,
  ]);
  return { status, stdout, ms: performance.now() - began };
}

describe.skipIf(!canSilence)(
  'beside a silent name server (skipped: only root on Linux can make one a network of its own)',
  () => {
    test('a name that nobody answers for does not hold the end of the program up', () => {
      const { status, ms } = runs(`void systemLookup('dead.example'); await wait(200); process.exit(3);`);
      expect(status).toBe(3);
      expect(ms).toBeLessThan(5_000);
    });

    test('many that wait for one dead name leave room for the others', () => {
      const { stdout, ms } = runs(`
     for (let each = 0; each < 8; each += 1) void systemLookup('dead.example');
     const late = wait(5_000, 'nobody');
     const found = await Promise.race([systemLookup('localhost').then(() => 'localhost'), late]);
     console.log(found);
     process.exit();`);
      expect(stdout).toBe('localhost\n');
      expect(ms).toBeLessThan(5_000);
    });
  },
);
