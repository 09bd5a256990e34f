import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { exchange, problemOf } from '../support/exchange.ts';
import { closedAfterEach, serveHttp, serveRaw } from '../support/servers.ts';

const keep = closedAfterEach();

const raw: readonly [string, (socket: Socket) => void, string, string][] = [
  ['no HTTP at all', (socket) => socket.end('hello there\r\n\r\n'), 'malformed-response', 'first-byte'],
  [
    'a broken status line',
    (socket) => socket.end('HTTP/1.1 abc OK\r\n\r\n'),
    'malformed-response',
    'first-byte',
  ],
  [
    'a broken header',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nno colon\r\n\r\n'),
    'malformed-response',
    'first-byte',
  ],
  [
    'two lengths that differ',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
    'malformed-response',
    'first-byte',
  ],
  [
    'a broken chunk size',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nab\r\n'),
    'malformed-response',
    'body',
  ],
  [
    'a truncated body',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'),
    'malformed-response',
    'body',
  ],
  [
    'headers without end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const more = setInterval(() => socket.write(`x-fill: ${'a'.repeat(4000)}\r\n`), 1);
      socket.on('close', () => clearInterval(more));
    },
    'malformed-response',
    'first-byte',
  ],
  ['an end without an answer', (socket) => socket.end(), 'reset', 'first-byte'],
  ['a reset', (socket) => socket.resetAndDestroy(), 'reset', 'first-byte'],
  [
    'a switch of protocols that nobody asked for',
    (socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    'malformed-response',
    'first-byte',
  ],
];

describe('malformed HTTP is named', () => {
  test.each(raw)('%s', async (_name, answer, cls, phase) => {
    const server = await keep(serveRaw(answer));
    const problem = problemOf(await exchange(server.url));
    expect({ class: problem.class, phase: problem.phase }).toEqual({ class: cls, phase });
    expect(problem.outcome).toBe('fail');
  });
});

test('101 Switching Protocols that nobody asked for is named', async () => {
  const line = '101 Switching Protocols';
  const answer = `HTTP/1.1 ${line}\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n`;
  const server = await keep(serveRaw((socket) => socket.end(answer)));
  expect(problemOf(await exchange(server.url))).toMatchObject({
    ...{ class: 'malformed-response', outcome: 'fail', phase: 'first-byte' },
    message: `${new URL(server.url).host} answered ${line}, which nobody asked for.`,
  });
});

test('a status that there is not is told in words of ours', async () => {
  const server = await keep(serveRaw((socket) => socket.end('HTTP/1.1 099 X\r\ncontent-length: 0\r\n\r\n')));
  const { host } = new URL(server.url);
  expect(problemOf(await exchange(server.url))).toMatchObject({
    ...{ class: 'malformed-response', outcome: 'fail' },
    message: `${host} sent an answer that is not HTTP, such as a status below 100.`,
  });
});

test('100 Continue whose first line comes in pieces is named', async () => {
  const server = await keep(
    serveRaw((socket) => {
      socket.write('HTTP/1.1 1');
      setTimeout(() => socket.write('00 Continue\r\n\r\n'), 50);
    }),
  );
  expect(problemOf(await exchange(server.url)).message).toContain('answered 100 Continue');
});

test('100 Continue and nothing more is no answer', async () => {
  const server = await keep(serveRaw((socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n')));
  expect(problemOf(await exchange(server.url))).toMatchObject({ class: 'reset', phase: 'first-byte' });
  const silent = await keep(serveRaw((socket) => void socket.write('HTTP/1.1 100 Continue\r\n\r\n')));
  const problem = problemOf(await exchange(silent.url, { deadlineMs: 300 }));
  expect(problem).toMatchObject({ class: 'timeout', phase: 'first-byte' });
});

test('a reset in the middle of an answer is told as that, not as no answer', async () => {
  const server = await keep(
    serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
      setTimeout(() => socket.resetAndDestroy(), 50);
    }),
  );
  expect(problemOf(await exchange(server.url))).toMatchObject({
    ...{ class: 'reset', phase: 'body' },
    message: expect.stringContaining('cut the connection in the middle of its answer.'),
  });
});

describe('codings', () => {
  const answer = (encoding: string, body: Buffer) =>
    keep(
      serveHttp((_request, response) => {
        response.writeHead(200, { 'content-encoding': encoding });
        response.end(body);
      }),
    );

  test.each([
    ['unknown', 'zip', Buffer.from('x')],
    ['broken', 'gzip', Buffer.from('this is not gzip')],
    ['truncated', 'gzip', gzipSync('x'.repeat(9000)).subarray(0, 20)],
    ['too many', 'gzip, gzip, gzip', gzipSync('x')],
    ['named like a property of every object', 'constructor', Buffer.from('x')],
  ])('an %s coding is a malformed response', async (_name, encoding, body) => {
    const server = await answer(encoding, body);
    expect(problemOf(await exchange(server.url))).toMatchObject({
      class: 'malformed-response',
      phase: 'body',
    });
  });
});

describe('size', () => {
  const MIB = 1_048_576;

  /** Growth of the memory beside the JavaScript heap and of the heap, while `work` runs. */
  async function growth(work: () => Promise<void>): Promise<number> {
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 5);
    await work();
    clearInterval(watch);
    return Math.max(peak, process.memoryUsage().rss) - before;
  }

  test('1 GB stops at the cap, with the memory', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(65_536, 'x');
    const server = await keep(
      serveRaw((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${1024 * MIB}\r\n\r\n`);
        const pump = () => {
          while (sent < 1024 * MIB && !socket.destroyed) {
            sent += chunk.byteLength;
            if (!socket.write(chunk)) return socket.once('drain', pump);
          }
          return undefined;
        };
        pump();
      }),
    );
    const grown = await growth(async () => {
      const problem = problemOf(await exchange(server.url));
      expect(problem).toMatchObject({ class: 'body-too-large', phase: 'body', outcome: 'fail' });
    });
    expect(sent).toBeLessThan(64 * MIB);
    expect(grown).toBeLessThan(50 * MIB);
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(512 * MIB))],
    ['br', brotliCompressSync(Buffer.alloc(64 * MIB))],
  ])('a %s bomb stops at the cap, with the memory', async (coding, bomb) => {
    const server = await keep(
      serveHttp((_request, response) => {
        response.writeHead(200, { 'content-encoding': coding });
        response.end(bomb);
      }),
    );
    const grown = await growth(async () => {
      expect(problemOf(await exchange(server.url))).toMatchObject({ class: 'body-too-large', phase: 'body' });
    });
    expect(grown).toBeLessThan(50 * MIB);
  });
});

describe('no way', () => {
  test('a closed port is refused', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => probe.once('listening', done));
    const address = probe.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await new Promise((done) => probe.close(done));
    const problem = problemOf(await exchange(`http://127.0.0.1:${port}/`));
    expect(problem).toMatchObject({ class: 'refused', phase: 'tcp', outcome: 'fail' });
  });
});
