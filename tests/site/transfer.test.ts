import { expect, test } from 'vitest';
import type { Playbook } from '../../runbook-runner/playbook/playbook.ts';
import { pack, unpack } from '../../src/lib/transfer.ts';

test('maps of maps arrive as they were sent, and contracts stay at home', () => {
  const playbook = {
    pages: new Map([['', { id: '', reaches: { a: 'b' } }]]),
    checks: new Map(),
    contracts: new Map([['contracts/x.yaml', { openapi: '3.1.0' }]]),
  } as unknown as Playbook;
  const site = unpack(
    pack({ playbook, descriptions: new Map(), commit: 'unknown', dirty: null, proof: undefined }),
  );
  expect(site.playbook.pages).toEqual(playbook.pages);
  expect(site.playbook.checks).toEqual(new Map());
  expect(site.playbook.contracts).toEqual(new Map());
  expect(site).toMatchObject({ commit: 'unknown', dirty: null });
});
