// What a connection is told when its bytes come late, or come to an end that nobody can read.
import { connect } from 'node:net';
import { setImmediate as afterReading, setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { testServer } from './support/server.ts';

const statuses = (answers: string) => [...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((found) => found[1]);

test('a request that came in time is answered, although the runner was too busy to read it', async () => {
  const server = await testServer({ limits: { headersTimeoutMs: 300, requestTimeoutMs: 600 } });
  let text = '';
  const socket = connect(server.port, '127.0.0.1').on('data', (part: Buffer) => {
    text += part.toString('latin1');
  });
  socket.write('GET /api/health HTTP/1.1\r\nConnection: close\r\n');
  await sleep(100);
  // Client and server share this thread: the rest lies unread until after the next look at the deadlines.
  await afterReading();
  socket.write(`Host: 127.0.0.1:${server.port}\r\n\r\n`);
  const end = performance.now() + 1_500;
  while (performance.now() < end);
  await new Promise((resolve) => socket.once('close', resolve));
  expect(statuses(text)).toEqual(['200']);
  await server.close();
});

test('nothing is written before the answers to earlier requests of the connection', async () => {
  const server = await testServer();
  const good = `GET /api/health HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`;
  expect(statuses(await server.raw(`${good}${good}no request\r\n\r\n`))).toEqual(['200', '200', '400']);
  await server.close();
});
