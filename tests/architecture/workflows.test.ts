// What the workflows may do: they run the code of foreign branches, so they hold nothing that is worth taking.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, { readonly steps: readonly Step[]; readonly 'timeout-minutes'?: number }>;
}
interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

const FOLDER = '.github/workflows';
const names = readdirSync(FOLDER);

test.each(names)('%s reads the repository and nothing else', (name) => {
  const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
  const { on, permissions, jobs } = parse(text) as Workflow;
  expect(Object.keys(on)).not.toContain('pull_request_target');
  expect(permissions).toEqual({ contents: 'read' });
  expect(text).not.toContain('secrets.');
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
  expect(checkouts.length).toBe(Object.keys(jobs).length);
  for (const { with: options } of checkouts) expect(options).toMatchObject({ 'persist-credentials': false });
  // A name that somebody else chose reaches a script as a variable, never as a part of it.
  for (const { run = '' } of steps) expect(run).not.toContain('${{');
  for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
});
