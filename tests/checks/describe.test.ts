import { describe, expect, test } from 'vitest';
import { kindOf } from './support.ts';

/** A definition as its author writes it, in the words of its kind. */
function described(name: string, definition: object) {
  const kind = kindOf(name);
  return kind.describe(kind.schema.parse(definition));
}

describe('a check says what it asks and promises', () => {
  test('http: status, headers, body, contract, latency, in this order', () => {
    const definition = {
      request: { method: 'GET', path: '/v1/charges/{charge}' },
      expect: {
        status: [200, 304],
        headers: { 'content-type': { matches: '^application/json' }, etag: { exists: true } },
        body: [
          { path: '$.status', equals: 'succeeded' },
          { path: '$.amount', equals: 1250 },
          { path: '$.error', exists: false },
          { text: { contains: 'ok' } },
          { size: { min: 1, max: 20 } },
        ],
        contract: { openapi: 'contracts/x.yaml', operation: 'getCharge' },
        latency: { p95: '400ms', errorRate: 0.05, samples: 20 },
      },
    };
    expect(described('http', definition)).toEqual({
      asks: 'GET /v1/charges/{charge}',
      promises: [
        'status is `200` or `304`',
        '`content-type` matches `^application/json`',
        '`etag` is there',
        '`$.status` is `succeeded`',
        '`$.amount` is `1250`',
        '`$.error` is absent',
        'the body contains `ok`',
        'the body has 1 to 20 bytes',
        'the response keeps the contract of `getCharge`',
        'p95 is at most 400 ms over 20 requests',
        'at most 5 % of 20 requests fail',
      ],
    });
  });

  test('http: what is not declared is promised by its default, and nothing more', () => {
    expect(described('http', { request: { path: '/' } })).toEqual({
      asks: 'GET /',
      promises: ['status is `2xx`'],
    });
  });

  test('tls', () => {
    expect(described('tls', { expect: { daysLeft: '14d', protocol: 'TLSv1.3' } })).toEqual({
      asks: 'TLS handshake',
      promises: [
        'the certificate is trusted for this host',
        'it and those above it are valid for 14 days or longer',
        'the protocol is `TLSv1.3` or newer',
        'the cipher is forward secret',
        'no stapled OCSP response says otherwise',
      ],
    });
  });

  test('tcp: only the families that were declared', () => {
    expect(described('tcp', { expect: { ipv4: 'one', ipv6: 'none' } })).toEqual({
      asks: 'TCP connection',
      promises: [
        'every address of the host takes a connection',
        'at least one IPv4 address of the host takes a connection',
        'there is no IPv6 address of the host',
      ],
    });
  });

  test('dns: what is asked of each type, and of the resolvers', () => {
    const expected = {
      records: [
        { type: 'A', equals: ['203.0.113.10'], count: { max: 2 }, ttl: { min: '30s' }, chain: ['a.example'] },
        { type: 'TXT', contains: ['x'], matches: '^x' },
        { type: 'MX', absent: true },
      ],
      issuers: ['authority.example'],
    };
    const resolvers = ['192.0.2.53', '192.0.2.54'];
    expect(described('dns', { name: 'api.example', resolvers, expect: expected })).toEqual({
      asks: 'DNS query for api.example',
      promises: [
        ...['the A records are `203.0.113.10`', 'their number is at least 1, at most 2'],
        ...['they may be kept for at least 30 s', 'the aliases lead through `a.example`'],
        ...[
          'there are TXT records',
          'they contain `x`',
          'each of them matches `^x`',
          'there is no MX record',
        ],
        ...['CAA records let only `authority.example` issue certificates', '2 resolvers agree'],
      ],
    });
  });

  test('a credential without scopes says nothing of scopes', () => {
    expect(described('credential', { auth: 'a', expect: { validFor: '5m' } })).toEqual({
      asks: 'token request',
      promises: ['the credential is accepted', 'the token holds for 5 min or longer'],
    });
    expect(described('credential', { auth: 'a', expect: { scopes: ['charges.read'] } }).promises).toContain(
      'it has the scope `charges.read`',
    );
  });
});
