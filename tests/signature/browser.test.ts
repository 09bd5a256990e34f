import { readdirSync, readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'rolldown';
import { expect, test } from 'vitest';
import { matchModes } from '../../runbook-runner/signature/match.ts';
import { problem, result } from './support/results.ts';

const room = new URL('../../runbook-runner/signature/', import.meta.url);

test('types apart, signatures import nothing but themselves', () => {
  for (const file of readdirSync(room)) {
    const text = readFileSync(new URL(file, room), 'utf8');
    const loaded = [...text.matchAll(/^import (?!type ).*from '(.*)'/gm)].map(([, from]) => from);
    expect(loaded.filter((from) => !from?.startsWith('./'))).toEqual([]);
  }
});

test('a page can match a result by itself: the same answer with no more than the language, in under 2 KB', async () => {
  const { output } = await build({
    ...{ input: new URL('match.ts', room).pathname, platform: 'browser', write: false },
    output: { format: 'iife', name: 'signature', minify: true },
  });
  const script = output[0].code;
  const bytes = brotliCompressSync(script).length;
  console.info(`Signatures for a page: ${bytes} bytes of brotli.`);
  expect(bytes).toBeLessThan(2_048);
  const seen = result([], { problem: problem('timeout', 'body') });
  const modes = [
    {
      id: 'slow',
      title: 'Slow',
      page: '/slow/',
      signature: [{ problem: ['timeout' as const], reason: 'Late.' }],
      staysGreen: [],
    },
  ];
  const context = createContext({ seen: JSON.stringify(seen), modes: JSON.stringify(modes) });
  runInContext(script, context);
  const answer = runInContext(
    'JSON.stringify(signature.matchModes(JSON.parse(seen), JSON.parse(modes)))',
    context,
  );
  expect(JSON.parse(answer)).toEqual(matchModes(seen, modes));
});
