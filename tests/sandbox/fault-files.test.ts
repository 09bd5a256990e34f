import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPlaybookAt } from '../../runbook-runner/compose.ts';
import { faultOrder } from '../../runbook-runner/core/fault-order.ts';
import { faultKinds } from '../../runbook-runner/sandbox/fault-proxy/kinds/registry.ts';
import { parseOrder } from '../../runbook-runner/sandbox/fault-proxy/parse-order.ts';

const loaded = await loadPlaybookAt(process.cwd());
const faults = loaded.ok ? [...loaded.playbook.faults.values()] : [];

test('every file is a declared fault', () => {
  const ids = readdirSync('src/content/faults').map((name) => name.replace('.yaml', ''));
  expect(faults.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});

test('no line of what to expect ends within a name', () => {
  expect(faults.filter(({ expect }) => /\w- \w/.test(expect)).map(({ id }) => id)).toEqual([]);
});

test.each(faults.map((fault) => [fault.id, fault] as const))('%s is what the sandbox takes', (_, fault) => {
  expect(parseOrder(faultOrder(fault)).kind).toBe(faultKinds.get(fault.kind));
});
