import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createHttp } from '../../runbook-runner/adapters/undici-http.ts';
import { exchange, problemOf, requestTo, responseOf } from '../support/exchange.ts';
import { closedAfterEach, json, serveHttp, serveRaw, serveSilence } from '../support/servers.ts';

const keep = closedAfterEach();

const text = (body: Uint8Array) => new TextDecoder().decode(body);

describe('connections', () => {
  test('a kept connection is reused and says so, with no phases of its opening', async () => {
    const server = await keep(serveHttp(json(200, { ok: true })));
    const http = createHttp();
    const first = responseOf(await http.exchange(requestTo(server.url)));
    const second = responseOf(await http.exchange(requestTo(server.url)));
    await http.close();
    expect(first.phases).toMatchObject({
      reused: false,
      tcpMs: expect.any(Number),
      firstByteMs: expect.any(Number),
    });
    expect(second.phases.reused).toBe(true);
    expect(second.phases).not.toHaveProperty('tcpMs');
    expect(server.connections()).toBe(1);
  });

  test('a fresh exchange opens its own connection and leaves none', async () => {
    const server = await keep(serveHttp(json(200, {})));
    const http = createHttp();
    for (let index = 0; index < 3; index += 1) {
      responseOf(await http.exchange(requestTo(server.url, { fresh: true })));
    }
    await http.close();
    expect(server.connections()).toBe(3);
  });

  test('a kept connection that the server closed costs a read nothing, and a write is not sent again', async () => {
    let answers = 0;
    const server = await keep(
      serveRaw((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        answers += 1;
        socket.once('data', () => socket.resetAndDestroy());
      }),
    );
    const http = createHttp();
    responseOf(await http.exchange(requestTo(server.url)));
    expect(responseOf(await http.exchange(requestTo(server.url))).phases.reused).toBe(false);
    expect(answers).toBe(2);
    const write = await http.exchange(requestTo(server.url, { method: 'POST', body: '{}' }));
    expect(problemOf(write)).toMatchObject({ class: 'reset', phase: 'first-byte' });
    expect(answers).toBe(2);
    await http.close();
  });

  test('localhost by name has a dns phase', async () => {
    const server = await keep(serveHttp(json(200, {})));
    const { phases } = responseOf(await exchange(`http://localhost:${server.port}/`));
    expect(phases.dnsMs).toBeGreaterThanOrEqual(0);
  });
});

test('an answer that has arrived is not charged for what is done with the one before it', async () => {
  const BUSY_MS = 300;
  const waiting: (() => void)[] = [];
  const server = await keep(
    serveHttp((request, response) => {
      waiting.push(() => json(200, {})(request, response));
      // Both are answered in one turn, so that both answers wait in their sockets at once.
      if (waiting.length === 2) for (const answer of waiting.splice(0)) answer();
    }),
  );
  const http = createHttp();
  const probe = async () => {
    const { phases } = responseOf(await http.exchange(requestTo(server.url)));
    const until = performance.now() + BUSY_MS;
    while (performance.now() < until);
    return phases.firstByteMs;
  };
  await Promise.all([probe(), probe()]);
  const [first = Number.NaN, second = Number.NaN] = await Promise.all([probe(), probe()]);
  await http.close();
  expect(Math.max(first, second)).toBeLessThan(BUSY_MS);
});

describe('what is received', () => {
  test('header bytes beyond ASCII arrive as Latin-1, repeated fields stay apart', async () => {
    const server = await keep(
      serveRaw((socket) => {
        socket.end(
          Buffer.from(
            'HTTP/1.1 200 OK\r\nX-Name: caf\xe9\r\nSet-Cookie: a\r\nset-cookie: b\r\n\r\n',
            'latin1',
          ),
        );
      }),
    );
    const { headers } = responseOf(await exchange(server.url));
    expect(headers).toEqual([
      ['x-name', 'café'],
      ['set-cookie', 'a'],
      ['set-cookie', 'b'],
    ]);
  });

  test('a redirect is an answer, and is not followed', async () => {
    const server = await keep(
      serveHttp((_request, response) => {
        response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' });
        response.end();
      }),
    );
    expect(responseOf(await exchange(server.url)).status).toBe(302);
    expect(server.connections()).toBe(1);
  });

  const INTERIM = {
    continue: 'HTTP/1.1 100 Continue\r\n\r\n',
    hints: 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n',
  };
  test.each([
    [INTERIM.hints],
    [INTERIM.continue],
    [INTERIM.continue + INTERIM.continue],
    [INTERIM.hints + INTERIM.continue],
  ])('%j before the final answer is passed over', async (interim) => {
    const body = INTERIM.continue;
    const server = await keep(
      serveRaw((socket) => {
        socket.end(`${interim}HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      }),
    );
    const { status, body: read } = responseOf(await exchange(server.url, { method: 'POST', body: '{}' }));
    expect([status, text(read)]).toEqual([200, body]);
  });

  test('100 Continue in pieces of its own, and a body that reads like it', async () => {
    const pieces = [INTERIM.continue, 'HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n', 'HTTP/1.1 100'];
    const server = await keep(
      serveRaw((socket) =>
        pieces.forEach((piece, index) => {
          setTimeout(() => socket.write(piece), index * 30);
        }),
      ),
    );
    expect(text(responseOf(await exchange(server.url)).body)).toBe('HTTP/1.1 100');
  });

  test.each(['gzip', 'x-gzip', 'GZIP'])('a body coded as %s is decoded', async (coding) => {
    const server = await keep(
      serveHttp((_request, response) => {
        response.writeHead(200, { 'content-encoding': coding });
        response.end(gzipSync('{"a":1}'));
      }),
    );
    expect(text(responseOf(await exchange(server.url)).body)).toBe('{"a":1}');
  });
});

describe('the deadline names the phase', () => {
  const within = async (url: string, deadlineMs: number) => {
    const started = performance.now();
    const problem = problemOf(await exchange(url, { deadlineMs }));
    const tookMs = performance.now() - started;
    expect(tookMs).toBeGreaterThanOrEqual(deadlineMs - 5);
    expect(tookMs).toBeLessThan(deadlineMs + 250);
    return problem;
  };

  test('first byte: the server is silent', async () => {
    const server = await keep(serveSilence());
    expect(await within(server.url, 300)).toMatchObject({
      class: 'timeout',
      phase: 'first-byte',
      outcome: 'fail',
    });
  });

  test('tls: the handshake stalls', async () => {
    const server = await keep(serveSilence('https'));
    expect(await within(server.url, 300)).toMatchObject({ class: 'timeout', phase: 'tls' });
  });

  test('a connection that was never opened is not called reused', async () => {
    const server = await keep(serveSilence('https'));
    expect(await exchange(server.url, { deadlineMs: 100 })).toMatchObject({
      ok: false,
      phases: { reused: false },
    });
  });

  test('body: an endless drip', async () => {
    const server = await keep(
      serveHttp((_request, response) => {
        const drip = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(drip));
      }),
    );
    expect(await within(server.url, 400)).toMatchObject({ class: 'timeout', phase: 'body' });
  });

  test('an abort is an interruption and no failure of the upstream', async () => {
    const server = await keep(serveSilence());
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const problem = problemOf(await exchange(server.url, { signal: controller.signal }));
    expect(problem).toMatchObject({ class: 'interrupted', outcome: 'error' });
  });
});
