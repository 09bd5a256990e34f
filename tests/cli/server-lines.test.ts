import { expect, test } from 'vitest';
import { serverLines } from '../../runbook-runner/cli/server-lines.ts';

test('the addresses of servers stand below each other, whatever their names', () => {
  const servers = [
    { name: 'acme', url: 'https://127.0.0.1:1', host: 'acme.sandbox.test' },
    { name: 'acme-public', url: 'https://127.0.0.1:2' },
  ];
  expect(serverLines(servers)).toEqual([
    'acme         https://127.0.0.1:1  acme.sandbox.test',
    'acme-public  https://127.0.0.1:2',
  ]);
});
