import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DrillResult } from '../../runbook-runner/core/orders.ts';
import { playbook, temporaryFolder, temporaryRepository } from './program.ts';

const DRILL = 'src/content/docs/drills/inconsistent-schema-live.mdx';
const SCENARIO = 'src/content/docs/scenarios/inconsistent-schema.mdx';
const ACTION = 'src/content/actions/order-sync-cached-fallback.yaml';

/** The same change as plain requests, of which the second does not take the first back. */
const WRONG_UNDO = `kind: http
${['do', 'undo']
  .map(
    (way) => `${way}:
  request: { method: PUT, path: /config/fallback, auth: order-sync-operator, body: { mode: cached } }
  expect: { status: 200 }
`,
  )
  .join('')}`;

/** A repository in which one text stands for another. */
async function broken(...edits: readonly (readonly [file: string, from: string | RegExp, to: string])[]) {
  const root = await temporaryRepository();
  for (const [file, from, to] of edits) {
    const text = readFileSync(join(root, file), 'utf8');
    expect(text).toMatch(from);
    writeFileSync(join(root, file), text.replace(from, to));
  }
  return root;
}

async function drilled(root: string) {
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  const { code, stdout } = await playbook(['drill', 'inconsistent-schema-live', '--json'], { root, env });
  return { code, result: JSON.parse(stdout) as DrillResult };
}

describe('a runbook that was broken on purpose fails its drill with the reason', () => {
  test('a wrong failure mode', async () => {
    const root = await broken(
      [DRILL, 'failureMode: schema-drift', 'failureMode: rate-limited'],
      [SCENARIO, 'failureModes: [schema-drift]', 'failureModes: [schema-drift, rate-limited]'],
    );
    const { code, result } = await drilled(root);
    expect(code).toBe(1);
    expect(result).toMatchObject({ status: 'fail', part: 'detection' });
    expect(result.reason).toContain('"rate-limited" must rank first');
    expect(result.reason).toContain('"schema-drift" ranks first');
  });

  test('a wrong undo', async () => {
    const root = await broken([ACTION, /kind: config[\s\S]*?(?=verify:)/, WRONG_UNDO]);
    const { code, result } = await drilled(root);
    expect(code).toBe(1);
    expect(result).toMatchObject({ status: 'fail', part: 'runbook' });
    expect(result.reason).toMatch(
      /In the step "restore", order-sync-live must be pass, and was fail.*cached/,
    );
  });

  test('a removed step is refused before anything is broken', async () => {
    const root = await broken([SCENARIO, /<Step id="vendor"[\s\S]*?<\/Step>\n/, '']);
    const env = { PLAYBOOK_HOME: temporaryFolder() };
    const { code, stderr } = await playbook(['drill', 'inconsistent-schema-live'], { root, env });
    expect(code).toBe(65);
    expect(stderr).toContain(
      'no step "vendor", in which the drill must see lumenpay-published-contract pass',
    );
  });

  test('a step that lost its check', async () => {
    const root = await broken(
      [
        SCENARIO,
        /(<Step id="close"[\s\S]*?)<Check id="order-sync-upstream-errors" \/>/,
        '$1<Check id="lumenpay-status" />',
      ],
      [DRILL, 'order-sync-upstream-errors: pass', 'lumenpay-status: fail'],
    );
    const { code, result } = await drilled(root);
    expect(code).toBe(1);
    expect(result.reason).toContain('In the step "close", lumenpay-status must be fail, and was pass.');
  });
});

test('every mutant of a runbook is noticed, and says why', { timeout: 120_000 }, async () => {
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  const { code, stdout, stderr } = await playbook(['drill', 'mutate', 'inconsistent-schema-live', '--json'], {
    env,
  });
  expect(code, stderr + stdout).toBe(0);
  const { results, summary } = JSON.parse(stdout);
  expect(summary).toEqual({ total: 9, noticed: 9, survived: 0, error: 0 });
  for (const one of results) {
    expect(one.reason.length).toBeGreaterThan(20);
    // A removed step keeps the drill from beginning; all else is seen in the sandbox.
    expect(one.reason.includes('Nothing was injected.'), one.mutant).toBe(one.mutant.includes('is removed'));
  }
  const runs = await playbook(['runs', '--kind', 'drill', '--json'], { env });
  expect(JSON.parse(runs.stdout), 'nothing of a mutant is recorded').toEqual([]);
});
