import { createSocket } from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import { type Answer, encode, type Packet } from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { cut, expectation, replyTo, type serveDns, zone } from '../support/dns-server.ts';
import { ask, nameServers } from './dns-support.ts';
import { runCheck, summary } from './support.ts';

const RECORDS: Answer[] = [{ type: 'A', name: 'api.example', ttl: 300, data: '203.0.113.10' }];
const ISSUE = { flags: 0, tag: 'issue', value: 'authority.example' } as const;
const forged = { answers: [{ type: 'A', name: 'api.example', ttl: 9, data: '203.0.113.66' }] } as const;

/** A pointer to its own place: a reader that follows it never ends. */
function loopedName(query: Packet): Buffer {
  const message = encode(replyTo(query, forged));
  message.writeUInt16BE(0xc00c, 12);
  return message;
}

const serve = nameServers();

describe('a resolver that misbehaves', () => {
  test.each([
    ['SERVFAIL', 'records fail servfail', 'fail'],
    ['REFUSED', 'records error', 'error'],
    ['FORMERR', 'records error', 'error'],
  ] as const)('%s', async (rcode, seen, verdict) => {
    const ran = await ask([await serve({ answer: () => ({ rcode }) })], 'api.example', { A: {} });
    expect(summary(ran)).toEqual(['reachable pass', seen]);
    expect(verdictOf(ran)).toBe(verdict);
  });

  test.each([
    ['SERVFAIL', 'caa fail servfail'],
    ['REFUSED', 'caa error'],
  ] as const)('%s for the CAA of a name, which counts whatever stands above it', async (rcode, seen) => {
    const above = zone([{ type: 'CAA', name: 'example', ttl: 9, data: ISSUE }]);
    const server = await serve({
      answer: (name, type) => (name === 'api.example' ? { rcode } : above(name, type)),
    });
    const ran = await ask([server], 'api.example', { issuers: ['authority.example'] });
    expect(summary(ran)).toEqual(['reachable pass', seen]);
    expect(server.asked).toEqual(['udp CAA api.example']);
  });

  test.each([
    [{ A: {} }, 'records error'],
    [{ A: { absent: true } }, 'records error'],
    [{ issuers: ['authority.example'] }, 'caa error'],
  ] as const)('one that only says whom to ask instead tells nothing: %j', async (expected, seen) => {
    const authorities: Answer[] = [{ type: 'NS', name: 'example', ttl: 9, data: 'NS1.example' }];
    const server = await serve({ answer: () => ({ authorities }) });
    const ran = await ask([server], 'api.example', expected);
    expect(summary(ran)).toEqual(['reachable pass', seen]);
    expect(ran.assertions[1]?.detail).toMatch(/does not know the name, and says to ask ns1\.example\.$/);
    expect(server.asked).toHaveLength(1);
  });

  test.each([
    [{ A: {} }, 'records error'],
    [{ A: { absent: true } }, 'records error'],
    [{ issuers: ['authority.example'] }, 'caa error'],
  ] as const)(
    'one that does not follow an alias tells nothing of where it leads: %j',
    async (expected, seen) => {
      const answers: Answer[] = [{ type: 'CNAME', name: 'api.example', ttl: 9, data: 'Edge.cdn.example' }];
      const server = await serve({ answer: () => ({ answers, recursive: false }) });
      const ran = await ask([server], 'api.example', expected);
      expect(summary(ran)).toEqual(['reachable pass', seen]);
      expect(ran.assertions[1]?.detail).toMatch(
        /tells only that the name is an alias of edge\.cdn\.example\. Ask a resolver, which follows it\.$/,
      );
      expect(server.asked).toHaveLength(1);
    },
  );

  test('the way up to the nearest CAA takes no longer than one name server may', async () => {
    let late: NodeJS.Timeout | undefined;
    const server = await serve({
      answer: () => ({}),
      udp: (query, send) => {
        late = setTimeout(() => send(encode(replyTo(query, {}))), 400);
        return 'answered';
      },
    });
    const started = performance.now();
    const ran = await ask([server], 'a.b.c.d.e.example', { issuers: ['authority.example'] });
    expect(ran.problem).toMatchObject({ class: 'timeout', phase: 'dns' });
    expect(performance.now() - started).toBeLessThan(1_000);
    clearTimeout(late);
  });

  test('nobody listens', async () => {
    const ran = await ask(['127.0.0.1:9'], 'api.example', { A: {} });
    expect(summary(ran)).toEqual(['reachable fail refused']);
    expect(ran.problem).toMatchObject({ class: 'refused', phase: 'dns' });
  });

  test('silence ends at the time for a resolver, and at the deadline', async () => {
    const hung = await serve({ answer: () => undefined });
    const started = performance.now();
    const ran = await ask([hung], 'api.example', { A: {}, AAAA: {} }, { deadlineMs: 200 });
    expect(ran.problem).toMatchObject({ class: 'timeout', phase: 'dns' });
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('a lost packet: the question is sent again', async () => {
    let count = 0;
    const server = await serve({
      answer: zone(RECORDS),
      udp: () => {
        count += 1;
        return count === 1 ? 'answered' : 'go on';
      },
    });
    const definition = {
      name: 'api.example',
      resolvers: [server.address],
      timeout: '3s',
      expect: expectation({ A: {} }),
    };
    expect(summary(await runCheck('dns', definition, 'https://api.example'))).toEqual([
      'reachable pass',
      'records pass',
    ]);
  });

  test('a cut answer is asked for again over TCP', async () => {
    const server = await serve({
      answer: zone(RECORDS),
      udp: (query, send) => {
        send(cut(query));
        return 'answered';
      },
    });
    const ran = await ask([server], 'api.example', { A: { count: { max: 1 } } });
    expect(summary(ran)).toEqual(['reachable pass', 'records pass', 'records pass']);
    expect(server.asked).toEqual(['udp A api.example', 'tcp A api.example']);
  });

  test('an answer that is cut over TCP too is no answer: what is missing may be what counts', async () => {
    const server = await serve({ answer: () => ({ cut: true }) });
    for (const expected of [{ A: {} }, { A: { absent: true } }]) {
      const ran = await ask([server], 'api.example', expected);
      expect(ran.problem).toMatchObject({ class: 'malformed-response', outcome: 'fail' });
    }
  });

  const WRONG: readonly [string, (query: Packet) => Buffer][] = [
    ['another id', (query) => encode({ ...replyTo(query, forged), id: ((query.id ?? 0) + 1) % 65_536 })],
    [
      'another name',
      (query) => encode(replyTo({ ...query, questions: [{ type: 'A', name: 'x.example' }] }, forged)),
    ],
    [
      'another type',
      (query) => encode(replyTo({ ...query, questions: [{ type: 'MX', name: 'api.example' }] }, forged)),
    ],
    ['no question', (query) => encode(replyTo({ ...query, questions: [] }, forged))],
    ['a question instead of an answer', (query) => encode(query)],
    ['garbage', () => Buffer.from('no DNS at all, but long enough for a header')],
    ['nothing', () => Buffer.alloc(0)],
    ['a name that points at itself', (query) => loopedName(query)],
  ];

  test.each(WRONG)('a message with %s is not believed: the true answer counts', async (_, forge) => {
    const server = await serve({
      answer: zone(RECORDS),
      udp: (query, send) => {
        send(forge(query));
        return 'go on';
      },
    });
    const ran = await ask([server], 'api.example', { A: { equals: ['203.0.113.10'] } });
    expect(summary(ran)).toEqual(['reachable pass', 'records pass', 'records pass']);
  });

  test.each(WRONG)('nothing but messages with %s is no answer', async (_, forge) => {
    const server = await serve({
      answer: () => undefined,
      udp: (query, send) => {
        send(forge(query));
        return 'answered';
      },
    });
    const ran = await ask([server], 'api.example', { A: {} });
    expect(ran.problem).toMatchObject({ class: 'malformed-response', outcome: 'fail' });
    expect(ran.problem?.message).toMatch(/1 message\(s\) that do not answer the question/);
  });

  test('a cut answer whose TCP half is closed, torn or garbage', async () => {
    for (const [tcp, cls] of [
      [(socket) => socket.end(), 'reset'],
      [(socket, reply) => socket.end(reply.subarray(0, 20)), 'reset'],
      [(socket) => socket.end(Buffer.from([0, 3, 1, 2, 3])), 'malformed-response'],
      [() => undefined, 'timeout'],
    ] as readonly [NonNullable<Parameters<typeof serveDns>[0]['tcp']>, string][]) {
      const server = await serve({
        answer: zone(RECORDS),
        tcp,
        udp: (query, send) => {
          send(cut(query));
          return 'answered';
        },
      });
      const ran = await ask([server], 'api.example', { A: {} });
      expect(ran.problem?.class).toBe(cls);
      expect(verdictOf(ran)).toBe('fail');
    }
  });
});

describe('where a question may go', () => {
  test.each([
    ['127.0.0.1', false],
    ['169.254.169.254', true],
    ['10.0.0.53', true],
    ['[::ffff:169.254.169.254]:53', true],
  ])('a declared resolver at %s is refused', async (address, loopback) => {
    const ran = await ask([address], 'api.example', { A: {} }, { target: { loopback } });
    expect(ran.problem).toMatchObject({ class: 'blocked-destination', outcome: 'error' });
    expect(verdictOf(ran)).toBe('error');
  });

  test('a private one needs the word of its environment', async () => {
    const world = { target: { loopback: false, privateNetwork: true }, deadlineMs: 100 };
    const ran = await ask(['10.255.255.53'], 'api.example', { A: {} }, world);
    expect(ran.problem?.class).not.toBe('blocked-destination');
  });

  test('without resolvers the machine is asked, and its silence is not held against the upstream', async () => {
    const before = dns.getServers();
    try {
      const [good, hung] = [await serve({ answer: zone(RECORDS) }), await serve({ answer: () => undefined })];
      dns.setServers([hung.address, good.address]);
      const target = { loopback: false };
      const second = await ask([], 'api.example', { A: {} }, { target });
      expect(summary(second)).toEqual(['reachable pass', 'records pass']);
      dns.setServers([hung.address]);
      const silent = await ask([], 'api.example', { A: {} }, { target });
      expect(silent.problem).toMatchObject({ class: 'network-down', outcome: 'error' });
    } finally {
      dns.setServers(before);
    }
  });

  test('an address in place of a name is asked for by nobody', async () => {
    const ran = await runCheck('dns', { expect: expectation({ A: {} }) }, 'https://127.0.0.1:4801');
    expect(ran.problem).toMatchObject({ class: 'unknown-host', outcome: 'error' });
  });

  test('an answer from elsewhere never arrives', async () => {
    const stranger = createSocket('udp4').bind(0, '127.0.0.1');
    await once(stranger, 'listening');
    let port = 0;
    const server = await serve({
      answer: () => undefined,
      udp: (query) => {
        stranger.send(encode(replyTo(query, forged)), port, '127.0.0.1');
        return 'answered';
      },
      onQuery: (from) => {
        port = from;
      },
    });
    const ran = await ask([server], 'api.example', { A: {} });
    stranger.close();
    expect(ran.problem?.class).toBe('timeout');
  });
});

test.each(['', 'a..b', `${'a'.repeat(64)}.example`, 'a b.example', '-a.example', '127.0.0.1'])(
  'the name %j is refused by the schema',
  async (name) => {
    await expect(ask(['127.0.0.1'], name, { A: {} })).rejects.toThrow();
  },
);

test.each(['dns.example', '127.0.0.1:0', '127.0.0.1:99999', '::1:53:x', '300.1.1.1'])(
  'the resolver %j is refused by the schema',
  async (resolver) => {
    await expect(ask([resolver], 'api.example', { A: {} })).rejects.toThrow(/not an IP address/);
  },
);

test.each([
  {},
  { agreement: true },
  { A: { absent: true, count: { min: 1 } } },
  { A: { count: { min: 3, max: 2 } } },
  { A: { ttl: { min: '1h', max: '1m' } } },
])('the expectation %j is refused', async (expected) => {
  await expect(ask(['127.0.0.1'], 'api.example', expected)).rejects.toThrow();
});
