import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { nodeListener } from '../../runbook-runner/adapters/http-server.ts';
import type { Listening, ListenOptions } from '../../runbook-runner/ports/listener.ts';

const open: Listening[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close(0);
});

async function listen(more: Partial<ListenOptions> = {}): Promise<Listening> {
  const listening = await nodeListener.listen({
    ...{ host: '127.0.0.1', port: 0, headersTimeoutMs: 5_000, requestTimeoutMs: 30_000, maxConnections: 256 },
    admit: () => undefined,
    refuse: (status) => ({ status, headers: {}, body: 'refused' }),
    handle: () => new Response('hello'),
    ...more,
  });
  open.push(listening);
  return listening;
}

test('a port that another program has is a clear stop', async () => {
  const { port } = await listen();
  await expect(listen({ port })).rejects.toMatchObject({
    code: 'port_taken',
    message: `Port ${port} on 127.0.0.1 is in use by another program.`,
    hint: expect.stringContaining('--port'),
  });
});

test('the same port of [::1] in other hands is a stop too: `localhost` may lead there', async (context) => {
  const other = createServer().listen(0, '::1');
  const available = await once(other, 'listening').then(
    () => true,
    () => false,
  );
  if (!available) return context.skip('this machine has no [::1]');
  const { port } = other.address() as { port: number };
  await expect(listen({ port, alsoHost: '::1' })).rejects.toMatchObject({ code: 'port_taken' });
  other.close();
});

test.each(['192.0.2.1', 'no.such.host.invalid'])(
  '%s, where nothing can listen, is a clear stop',
  async (host) => {
    await expect(listen({ host })).rejects.toMatchObject({
      code: 'usage',
      message: `${host} is no address of this machine that can be listened at.`,
      hint: expect.stringContaining('127.0.0.1'),
    });
  },
);

test('what has nothing to do with the address is not put down to it', async () => {
  await expect(listen({ port: 70_000 })).rejects.toMatchObject({ code: 'ERR_SOCKET_BAD_PORT' });
});

test('an address that the machine does not have is left out', async () => {
  const { port } = await listen({ alsoHost: '2001:db8::1' });
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello');
});

test('who is admitted is handled; who is refused gets the answer, and the connection ends', async () => {
  const { port } = await listen({
    admit: ({ target }) => (target === '/no' ? { status: 403, headers: {}, body: 'no' } : undefined),
  });
  expect(await (await fetch(`http://127.0.0.1:${port}/yes`)).text()).toBe('hello');
  const refused = await fetch(`http://127.0.0.1:${port}/no`);
  expect([refused.status, refused.headers.get('connection'), await refused.text()]).toEqual([
    403,
    'close',
    'no',
  ]);
});

test('a client that asks for a tunnel and resets the connection leaves the listener alive', async () => {
  const { port } = await listen();
  for (let turn = 0; turn < 20; turn += 1) {
    const client = connect(port, '127.0.0.1');
    await once(client, 'connect');
    client.write('CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n');
    // Half of them reset before the refusal can be written, half after it came.
    if (turn % 2 === 1) await once(client, 'data');
    client.resetAndDestroy();
    await once(client, 'close');
  }
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello');
});

test('when the room is full the oldest idle connection leaves, and one that waits for us stays', async () => {
  const hold = Promise.withResolvers<void>();
  const { port } = await listen({
    maxConnections: 2,
    handle: async ({ url }) => {
      if (url.endsWith('/slow')) await hold.promise;
      return new Response('done');
    },
  });
  const slow = fetch(`http://127.0.0.1:${port}/slow`);
  const idle = connect(port, '127.0.0.1');
  await once(idle, 'connect');
  const gone = once(idle, 'close');
  expect(
    await (await fetch(`http://127.0.0.1:${port}/quick`, { headers: { connection: 'close' } })).text(),
  ).toBe('done');
  await gone;
  hold.resolve();
  expect(await (await slow).text()).toBe('done');
});

test('closing lets a running answer finish within the grace, and ends what is left after it', async () => {
  const hold = Promise.withResolvers<void>();
  const bothArrived = Promise.withResolvers<void>();
  let arrived = 0;
  const { port, close } = await listen({
    handle: async ({ url }) => {
      arrived += 1;
      if (arrived === 2) bothArrived.resolve();
      if (url.endsWith('/finishes')) await hold.promise;
      else await new Promise(() => {});
      return new Response('finished');
    },
  });
  const finishes = fetch(`http://127.0.0.1:${port}/finishes`).then((one) => one.text());
  const hangs = fetch(`http://127.0.0.1:${port}/hangs`).catch((error: Error) => error.message);
  await bothArrived.promise;
  const closed = close(500);
  hold.resolve();
  expect(await finishes).toBe('finished');
  expect(await hangs).toBe('fetch failed');
  await closed;
});
