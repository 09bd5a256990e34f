import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { reporters } from '../../../runbook-runner/cli/reporters/registry.ts';
import { cell } from '../../../runbook-runner/cli/shown.ts';
import { HOSTILE, RESULTS, reported } from './setting.ts';

test.each([...reporters.keys()])('%s writes its golden file', async (name) => {
  await expect(await reported(name)).toMatchFileSnapshot(`golden/${name}.txt`);
});

describe('text of an upstream stays text', () => {
  test('in junit every tag is ours, and no character is one that XML refuses', async () => {
    const text = await reported('junit');
    const names = [...text.matchAll(/<\/?([a-z-]+)/g)].map(([, tag]) => tag);
    expect(new Set(names)).toEqual(
      new Set(['testsuites', 'testsuite', 'testcase', 'failure', 'error', 'skipped']),
    );
    expect(names.filter((tag) => tag === 'failure')).toHaveLength(2);
    expect(text).not.toMatch(/[^\t\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u);
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#9;|#10;|#13;)/);
  });

  test('in tap a line is a test point or inside a block, and the block reads back', async () => {
    const text = await reported('tap');
    const lines = text.trimEnd().split('\n');
    expect(lines.filter((line) => !/^( {2}|(not )?ok \d - |TAP version 14$|1\.\.4$)/.test(line))).toEqual([]);
    expect(lines.filter((line) => /^(not )?ok/.test(line))).toHaveLength(RESULTS.length);
    expect(lines.filter((line) => line === '  ...')).toHaveLength(2);
    const block = text.split('  ---\n')[2]?.split('\n  ...\n')[0];
    expect(parse(block ?? '').message).toBe(HOSTILE);
    // Strict readers of YAML refuse a whole block for one of these.
    expect(text).not.toMatch(/[^\n\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u);
  });

  test('in github one line is one command', async () => {
    const lines = (await reported('github')).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines)
      expect(line).toMatch(/^::error file=src\/content\/checks\/[a-z-]+\.yaml,line=\d+,/);
    expect(lines.join('')).toContain('%250A');
  });

  test('in markdown a result is one row of five cells without markup of its own', async () => {
    const rows = (await reported('markdown')).split('\n').filter((line) => line.startsWith('| '));
    expect(rows).toHaveLength(5);
    for (const row of rows) expect(row.split('|')).toHaveLength(7);
    expect(rows.join('')).not.toMatch(/<(?!br>)/);
  });
});

test.each([
  ['$a$', '&#36;a&#36;'],
  ['www.evil.example', 'www&#46;evil.example'],
  ['Www.evil.example', 'Www&#46;evil.example'],
  ['https://evil.example', 'https&#58;//evil.example'],
  ['a.b', 'a.b'],
])('GitHub makes neither formula nor link of %j', (text, safe) => {
  expect(cell(text)).toBe(safe);
});

describe('an interrupted run', () => {
  const part = { results: RESULTS.slice(0, 1), interrupted: true };

  test('is an error in junit, and counted as one', async () => {
    const text = await reported('junit', part);
    expect(text).toContain('<testsuites name="playbook" tests="2" failures="0" errors="1" skipped="0">');
    expect(text.match(/<testcase /g)).toHaveLength(2);
    expect(text).toContain(
      '<error type="interrupted" message="The run was interrupted: 3 checks did not run."/>',
    );
    expect(await reported('junit')).not.toContain('interrupted');
  });

  test('is bailed out of in tap, said in markdown, and no JSON that looks whole', async () => {
    expect(await reported('tap', part)).toContain('\nBail out! ');
    expect(await reported('markdown', part)).toContain('3 did not run');
    expect(await reported('json', part)).toBe('');
  });
});

test('a summary of very much stays below what GitHub takes, and says how much it leaves out', async () => {
  const failed = RESULTS[1];
  if (!failed) throw new Error('there are results');
  const assertions = failed.assertions.flatMap((one) => Array.from({ length: 20 }, () => one));
  const results = Array.from({ length: 200 }, () => ({ ...failed, assertions }));
  const text = await reported('markdown', { results });
  expect(Buffer.byteLength(text)).toBeLessThan(2 ** 20);
  const rows = text.split('\n').filter((line) => line.startsWith('| ❌')).length;
  expect(rows).toBeGreaterThan(10);
  expect(text).toContain(`\n${200 - rows} more are not green.\n`);
});

test.each([
  ['it ran beside the failure: its verdict', 'pass', /\n {9}PASS {3}It ran beside this one\.\n/],
  ['it did not run: how to run it', 'skipped', /\n {9}npm run -s playbook -- check ledger-live\n/],
] as const)('of the check that tells failure modes apart, in a terminal: %s', async (_, status, line) => {
  const [other, failed] = RESULTS;
  if (!other || !failed) throw new Error('there are results');
  const apart = { check: 'ledger-live', title: 'The ledger answers' };
  const nextCheck = { ...apart, cost: 1, gain: 1, reason: 'Tells one from the other, 1 request.' };
  const results = [
    { ...failed, nextCheck },
    { ...other, ...apart, status },
  ];
  const text = await reported('terminal', { results });
  expect(text).toMatch(line);
  expect(text.match(/It ran beside|-- check ledger-live/g)).toHaveLength(1);
});

test('one check that was named is the body of the API', async () => {
  const one = { results: RESULTS.slice(1, 2), single: true };
  expect(JSON.parse(await reported('json', one)).check).toBe('charges-status');
});
