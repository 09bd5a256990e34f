// For every failure mode a way to make it real on loopback, and the look-alikes that must not be taken for it.
import type { RequestListener } from 'node:http';
import { INITIAL } from '../../../runbook-runner/sandbox/order-sync/config.ts';
import type { Leaf } from '../../support/certificates.ts';
import { type Running, serveHttp, serveHttps, serveRaw, serveSilence } from '../../support/servers.ts';
import { deliveryFault, serveWebhooks } from '../../support/webhooks.ts';
import { serveAddresses } from './addresses.ts';
import { type Place, placed, type Served } from './upstream.ts';
import { UPSTREAM_FAILURES } from './upstream-failures.ts';

export interface Certificates {
  readonly ca: string;
  readonly good: Leaf;
  readonly expired: Leaf;
  readonly ending: Leaf;
  readonly otherHost: Leaf;
  readonly selfSigned: Leaf;
}

export interface Failure {
  /** Name of the recorded result. */
  readonly name: string;
  /** Failure mode that must rank first; "none" when none may match. */
  readonly mode: string;
  readonly check: string;
  readonly deadlineMs?: number;
  /** One server in the place of Lumenpay and of order-sync, or an upstream of the sandbox. */
  serve(made: Certificates): Promise<Pick<Running, 'url' | 'close'> | Served>;
}

/** Keeps the contract. */
const CHARGE = {
  ...{ id: 'ch_demo0001', amount: 1999, currency: 'EUR', status: 'succeeded', customer: null },
  ...{ created: '2026-11-22T10:00:00Z', description: null, metadata: { order: 'ord_1' } },
};
const TOKEN = {
  access_token: 'token-of-this-test',
  token_type: 'Bearer',
  expires_in: 3600,
  scope: 'charges:read',
};

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly afterMs?: number;
}

/** Grants tokens, and answers everything else by the reply. */
const lumenpay = (reply: Reply, token: Reply = { body: TOKEN }): RequestListener =>
  function answer(request, response) {
    const {
      status = 200,
      headers = {},
      body = CHARGE,
      afterMs = 0,
    } = request.url === '/oauth/token' ? token : reply;
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    }, afterMs);
  };

/** order-sync with a setting that differs. */
const configured =
  (setting: object): RequestListener =>
  (_request, response) => {
    const body = {
      revision: 2,
      at: '2026-11-27T10:00:00.000Z',
      change: 'test',
      config: { ...INITIAL, ...setting },
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  };

const plain = (reply: Reply, token?: Reply) => () => serveHttp(lumenpay(reply, token));
const presenting = (sort: Exclude<keyof Certificates, 'ca'>) => (made: Certificates) =>
  serveHttps(made[sort], lumenpay({}));
const HTML = { headers: { 'content-type': 'text/html' }, body: '<html><h1>Please log in</h1></html>' };
/** Lumenpay's own events, disturbed by a fault. */
const webhooks = (mode: string, fault: string, options: object = {}): Omit<Failure, 'name'> => ({
  ...{ mode, check: 'lumenpay-webhook-delivery' },
  serve: ({ good }) => serveWebhooks(good, deliveryFault(fault, options)),
});
const WAIT = { 'retry-after': '1' };
const [CONTRACT, AVAILABLE, LATENCY] = [
  'lumenpay-charges-contract',
  'lumenpay-availability',
  'lumenpay-latency',
];
const [CREDENTIAL, CERTIFICATE] = ['lumenpay-credential', 'lumenpay-certificate'];
const refusal = { status: 401, body: { error: 'invalid_client' } };
const forbidden = { status: 403, body: { type: 'https://lumenpay.example/problems/scope', title: 'No' } };
const problem = { 'content-type': 'application/problem+json' };

/** A port that nothing listens on: one that was just given back. */
async function nobody(): Promise<Running> {
  const server = await serveSilence();
  await server.close();
  return { ...server, close: async () => undefined };
}

/** Answers the token, then resets every data request. */
const resetting: RequestListener = (request, response) => {
  if (request.url === '/oauth/token') return lumenpay({})(request, response);
  request.socket.resetAndDestroy();
};

export const FAILURES: readonly Failure[] = [
  {
    name: 'amount-as-text',
    mode: 'schema-drift',
    check: CONTRACT,
    serve: plain({ body: { ...CHARGE, amount: '1999' } }),
  },
  {
    name: 'field-gone',
    mode: 'schema-drift',
    check: CONTRACT,
    serve: plain({ body: { ...CHARGE, currency: undefined } }),
  },
  {
    name: 'cut-json',
    mode: 'broken-answer',
    check: CONTRACT,
    serve: plain({ body: '{"id":"ch_demo0001","amo' }),
  },
  { name: 'login-page', mode: 'broken-answer', check: CONTRACT, serve: plain(HTML) },
  { name: 'late-answers', mode: 'latency-spike', check: LATENCY, serve: plain({ afterMs: 450 }) },
  {
    name: 'too-late',
    mode: 'latency-spike',
    check: CONTRACT,
    deadlineMs: 600,
    serve: plain({ afterMs: 2_000 }),
  },
  {
    name: 'silent-handshake',
    mode: 'no-answer',
    check: AVAILABLE,
    deadlineMs: 600,
    serve: () => serveSilence('https'),
  },
  {
    name: 'ping-too-late',
    mode: 'no-answer',
    check: AVAILABLE,
    deadlineMs: 600,
    serve: plain({ afterMs: 2_000 }),
  },
  { name: 'refused', mode: 'no-answer', check: AVAILABLE, serve: nobody },
  {
    name: 'one-address-refused',
    mode: 'dead-address',
    check: 'lumenpay-ports',
    serve: () => serveAddresses('alive', 'dead'),
  },
  {
    name: 'every-address-refused',
    mode: 'no-answer',
    check: 'lumenpay-ports',
    serve: () => serveAddresses('dead', 'dead'),
  },
  { name: 'reset', mode: 'connection-reset', check: CONTRACT, serve: () => serveHttp(resetting) },
  {
    name: 'answered-429',
    mode: 'rate-limited',
    check: CONTRACT,
    serve: plain({ status: 429, headers: WAIT }),
  },
  { name: 'answered-429-sampled', mode: 'rate-limited', check: LATENCY, serve: plain({ status: 429 }) },
  {
    name: 'quota-nearly-used',
    mode: 'rate-limited',
    check: 'lumenpay-quota',
    serve: plain({ headers: { 'ratelimit-policy': '"client";q=16;w=2', ratelimit: '"client";r=1;t=2' } }),
  },
  {
    name: 'answered-503',
    mode: 'server-error',
    check: CONTRACT,
    serve: plain({ status: 503, headers: WAIT }),
  },
  { name: 'answered-500', mode: 'server-error', check: AVAILABLE, serve: plain({ status: 500, ...HTML }) },
  { name: 'secret-refused', mode: 'credential-expired', check: CREDENTIAL, serve: plain({}, refusal) },
  {
    name: 'secret-refused-before-data',
    mode: 'credential-expired',
    check: CONTRACT,
    serve: plain({}, refusal),
  },
  { name: 'tokens-503', mode: 'server-error', check: CREDENTIAL, serve: plain({}, { status: 503 }) },
  {
    name: 'tokens-503-before-data',
    mode: 'server-error',
    check: CONTRACT,
    serve: plain({}, { status: 503 }),
  },
  {
    name: 'tokens-429-before-data',
    mode: 'rate-limited',
    check: CONTRACT,
    serve: plain({}, { status: 429, headers: WAIT }),
  },
  { name: 'token-refused', mode: 'credential-expired', check: CONTRACT, serve: plain({ status: 401 }) },
  { name: 'scope-refused', mode: 'none', check: CONTRACT, serve: plain({ ...forbidden, headers: problem }) },
  {
    name: 'ended-certificate',
    mode: 'certificate-expired',
    check: CERTIFICATE,
    serve: presenting('expired'),
  },
  {
    name: 'ended-certificate-asked',
    mode: 'certificate-expired',
    check: AVAILABLE,
    serve: presenting('expired'),
  },
  {
    name: 'ending-certificate',
    mode: 'certificate-expired',
    check: CERTIFICATE,
    serve: presenting('ending'),
  },
  { name: 'other-host', mode: 'certificate-not-trusted', check: CERTIFICATE, serve: presenting('otherHost') },
  {
    name: 'other-host-asked',
    mode: 'certificate-not-trusted',
    check: AVAILABLE,
    serve: presenting('otherHost'),
  },
  {
    name: 'unknown-authority',
    mode: 'certificate-not-trusted',
    check: CERTIFICATE,
    serve: presenting('selfSigned'),
  },
  {
    name: 'version-ahead',
    mode: 'own-setting',
    check: 'order-sync-settings',
    serve: () =>
      serveHttp(configured({ versions: { lumenpay: '2026-09-01', parcelo: null, stockline: null } })),
  },
  { name: 'unsigned-webhooks', ...webhooks('webhook-not-trusted', 'webhook-unsigned') },
  {
    name: 'forged-webhooks',
    ...webhooks('webhook-not-trusted', 'webhook-unsigned', { signature: 'forged' }),
  },
  { name: 'replayed-webhooks', ...webhooks('webhook-not-trusted', 'webhook-replay') },
  { name: 'repeated-webhooks', ...webhooks('webhook-misdelivered', 'webhook-duplicate') },
  { name: 'reordered-webhooks', ...webhooks('webhook-misdelivered', 'webhook-reorder') },
  {
    name: 'no-http',
    mode: 'broken-answer',
    check: AVAILABLE,
    serve: () => serveRaw((socket) => socket.end('hello\r\n\r\n')),
  },
  ...UPSTREAM_FAILURES,
];

/** Makes the failure real for as long as `use` takes. */
export async function during<Result>(
  { serve, deadlineMs }: Failure,
  made: Certificates,
  use: (place: Place, deadlineMs?: number) => Promise<Result>,
): Promise<Result> {
  const server = await serve(made);
  try {
    const place = 'servers' in server ? server : placed({ url: server.url, ca: made.ca });
    return await use(place, deadlineMs);
  } finally {
    await server.close();
  }
}
