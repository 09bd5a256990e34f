// A cursor that Parcelo no longer takes: order-sync begins the list anew instead of failing for ever.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INITIAL } from '../../../runbook-runner/sandbox/order-sync/config.ts';
import { Connection } from '../../../runbook-runner/sandbox/order-sync/connection.ts';
import { EventLog } from '../../../runbook-runner/sandbox/order-sync/event-log.ts';
import { KeySlots } from '../../../runbook-runner/sandbox/order-sync/key-slots.ts';
import { ListWalk } from '../../../runbook-runner/sandbox/order-sync/list-walk.ts';
import { Logging } from '../../../runbook-runner/sandbox/order-sync/logging.ts';
import { UpstreamMetrics } from '../../../runbook-runner/sandbox/order-sync/metrics.ts';
import { Shipping } from '../../../runbook-runner/sandbox/order-sync/shipping.ts';

const asked: (string | null)[] = [];
/** What is answered to a cursor; without one the first of two pages comes. */
let refusal: object | undefined;
const server = createServer((request, response) => {
  const cursor = new URL(request.url ?? '', 'http://parcelo.test').searchParams.get('cursor');
  asked.push(cursor);
  const refused = cursor === null ? undefined : refusal;
  response.writeHead(refused ? 400 : 200, { 'content-type': 'application/json' });
  const page = {
    data: [{ id: cursor ?? 'first', status: 'ready', tracking_number: 'PC700000001' }],
    next_cursor: cursor === null ? 'second' : null,
  };
  response.end(JSON.stringify(refused ?? page));
});

let connection: Connection;
let walk: ListWalk;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const watching = { metrics: new UpstreamMetrics(), log: new EventLog(() => 1), logging: new Logging() };
  connection = new Connection({ upstream: 'parcelo', url, tls: { ca: '', lookup: () => {} }, ...watching });
  const keys = new KeySlots({ keyId: 'key_1', secret: 'pc_test' });
  const shipping = new Shipping({ connection, keys, config: () => INITIAL });
  walk = new ListWalk({
    page: (cursor) => shipping.page(cursor),
    ...{ mayAsk: async () => true, onShipment: () => {} },
  });
});
afterAll(async () => {
  await connection.close();
  server.close();
});

const walked = async () => {
  asked.length = 0;
  const { end } = await walk.walk();
  return [end, ...asked];
};

test('refused by a proxy, the place is kept; refused by Parcelo as a cursor, the list is begun anew', async () => {
  expect(await walked()).toEqual(['complete', null, 'second']);
  refusal = { title: 'Bad Request' };
  expect(await walked()).toEqual(['failed', 'second']);
  expect(await walked()).toEqual(['failed', 'second']);
  refusal = { title: 'Cursor invalid', code: 'cursor-invalid' };
  expect(await walked()).toEqual(['failed', 'second']);
  refusal = undefined;
  expect(await walked()).toEqual(['complete', null, 'second']);
});
