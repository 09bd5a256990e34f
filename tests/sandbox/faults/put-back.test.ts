// A wrong setting that cannot be put back: it stays listed as what disturbs, and is tried again until it is away.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { consumerFaults, type FaultTarget } from '../../../runbook-runner/sandbox/consumer-faults.ts';
import type { Revision } from '../../../runbook-runner/sandbox/order-sync/settings.ts';
import { fault, openWorld, sleep, until, type World } from '../world.ts';

const WRONG = { versions: { lumenpay: '2026-09-01' } };
const order = (durationMs: number) => ({
  ...fault('configuration', { set: WRONG }, durationMs),
  target: 'order-sync',
});

let world: World;
let stack: AsyncDisposableStack;
let faults: FaultTarget;
/** While it is true, order-sync takes no change. */
let closed: boolean;
beforeEach(async () => {
  world = await openWorld();
  stack = new AsyncDisposableStack();
  closed = false;
  faults = consumerFaults({ url: await frontDoor(), operatorToken: world.operator }, stack);
});
afterEach(async () => {
  await stack.disposeAsync();
  await world.close();
});

/** The address of a server that passes on what order-sync is asked, and can be closed for changes. */
async function frontDoor(): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    if (closed && request.method === 'PATCH') return void response.writeHead(503).end('{}');
    const answer = await world.orderSync.ask(request.url ?? '', {
      ...{ method: request.method as 'GET', token: world.operator },
      headers: { 'if-match': request.headers['if-match'] ?? '' },
      ...(body === '' ? {} : { json: JSON.parse(body) }),
    });
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stack.defer(() => server.closeAllConnections());
  stack.defer(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const version = async () =>
  ((await world.orderSync.ask('/config', { token: world.operator })).body as Revision).config.versions
    .lumenpay;
const NOT_ENDED = {
  ...{ code: 'fault_not_ended', status: 500 },
  message: expect.stringMatching(/^What "test-configuration" changed could not be put back\. .* status 503/),
  hint: expect.stringMatching(/^While a fault is listed, .* Read the log of the consumer\.$/),
};
const listed = () => faults.active().map(({ fault: id }) => id);

test('after a clear that failed it is listed, and the next clear puts the setting back', async () => {
  const right = await version();
  await faults.inject(order(600_000));
  closed = true;
  await expect(faults.clear()).rejects.toMatchObject(NOT_ENDED);
  expect([listed(), await version()]).toEqual([['test-configuration'], WRONG.versions.lumenpay]);
  closed = false;
  expect(await faults.clear()).toMatchObject([{ fault: 'test-configuration' }]);
  expect([listed(), await version()]).toEqual([[], right]);
});

test('injected again after its time, while it cannot be put back, it is refused; then it begins anew', async () => {
  const right = await version();
  await faults.inject(order(100));
  closed = true;
  await sleep(300);
  await expect(faults.inject(order(100))).rejects.toMatchObject(NOT_ENDED);
  expect(listed()).toEqual(['test-configuration']);
  closed = false;
  const { endsAt } = await faults.inject(order(100));
  expect(Date.parse(endsAt)).toBeGreaterThan(Date.now());
  await until(() => listed().length === 0, 'the fault has ended');
  expect(await version()).toBe(right);
});

test('at the end of its time it is tried until the setting is back', async () => {
  const right = await version();
  await faults.inject(order(100));
  closed = true;
  await sleep(500);
  expect([listed(), await version()]).toEqual([['test-configuration'], WRONG.versions.lumenpay]);
  closed = false;
  await until(() => listed().length === 0, 'the fault has ended');
  expect(await version()).toBe(right);
});

test('what was brought again after the end, and cannot be put back, is told so too', async () => {
  await faults.inject(order(600_000));
  await faults.clear();
  await world.orderSync.ask('/config', { method: 'PATCH', token: world.operator, json: WRONG });
  closed = true;
  await expect(faults.clear('test-configuration')).rejects.toMatchObject({
    code: 'fault_not_ended',
    hint: expect.stringMatching(
      /^Nothing tries this again\..* sandbox clear test-configuration\. .* Read the log of the consumer\.$/,
    ),
  });
  expect(listed()).toEqual([]);
  closed = false;
  expect(await faults.clear('test-configuration')).toMatchObject([{ fault: 'test-configuration' }]);
  expect(await version()).not.toBe(WRONG.versions.lumenpay);
});

test('one that cannot begin is the trouble of the sandbox, or of a fault whose setting is wrong', async () => {
  closed = true;
  await expect(faults.inject(order(100))).rejects.toMatchObject({ code: 'sandbox_failed' });
  closed = false;
  const wrong = { ...order(100), options: { set: { throttle: { requestsPerSecond: -1 } } } };
  await expect(faults.inject(wrong)).rejects.toMatchObject({ code: 'invalid_request' });
  expect(listed()).toEqual([]);
});
