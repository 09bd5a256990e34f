// An account that is asked for while it is read: what was done before the question is in the answer.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Deed, Report } from '../../../runbook-runner/sandbox/order-sync/report.ts';
import { sleep } from '../world.ts';

/** What stands at the upstream; a page is taken when it is asked for, and sent a while later. */
const standing: Deed[] = [];
let asked = 0;
const server = createServer((request, response) => {
  asked += 1;
  const after = Number(new URL(request.url ?? '', 'http://upstream').searchParams.get('after'));
  const data = standing.slice(after);
  setTimeout(() => response.end(JSON.stringify({ data, next: after + data.length })), 150);
});
const add = (order: string) =>
  standing.push({ sequence: standing.length + 1, order, id: `shp_${order}`, stands: true });

let report: Report<Deed>;
beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  report = new Report({ url, token: '', path: '/operator/account', entry: Deed });
});
afterEach(async () => {
  await report.close();
  server.close();
});

test('whoever asks while it is read gets the reading that follows, together, and each entry once', async () => {
  add('ord_1');
  const first = report.update();
  await sleep(50);
  add('ord_2');
  const second = report.update().then(() => report.orders());
  const third = report.update().then(() => report.orders());
  await first;
  expect(report.orders()).toEqual(['ord_1']);
  expect(await Promise.all([second, third])).toEqual([
    ['ord_1', 'ord_2'],
    ['ord_1', 'ord_2'],
  ]);
  expect([asked, report.entries().length]).toEqual([2, 2]);
});
