// An upstream that misbehaves on request, and the control address of a sandbox that knows it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createGzip, gzipSync } from 'node:zlib';
import type { SandboxStatus } from '../../../runbook-runner/ports/sandbox.ts';

export interface Upstream {
  readonly url: string;
  /** Request targets as they arrived, with their methods: `GET /ping`. */
  readonly seen: string[];
  /** What arrived of credentials and signatures. */
  readonly sent: Set<string>;
  /** How often each Idempotency-Key arrived. */
  readonly keys: Map<string, number>;
  /** How long `/ping` and `/change` take; 0 unless set. */
  delayMs: number;
  /** Writes `sandbox.json`, so that a runner with this state folder finds the upstream. */
  announce(stateFolder: string, credentials: Record<string, string>): void;
  close(): Promise<void>;
}

type Answer = (outgoing: ServerResponse, incoming: IncomingMessage) => void;

const json =
  (value: unknown): Answer =>
  (outgoing) =>
    void outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));

/** Writes zeros until the reader has enough, or a gigabyte is through. */
function flood(outgoing: NodeJS.WritableStream): void {
  const chunk = Buffer.alloc(64 * 1024);
  let left = 2 ** 30;
  const more = (): void => {
    while (left > 0) {
      left -= chunk.length;
      if (!outgoing.write(chunk)) return void outgoing.once('drain', more);
    }
    outgoing.end();
  };
  more();
}

/** Every way in which an upstream might say a value back. */
const forms = (value: string) => [
  value,
  ...(['base64', 'base64url', 'hex'] as const).map((form) => Buffer.from(value).toString(form)),
  Buffer.from(`a${value}b`).toString('base64'),
  encodeURIComponent(value),
];

/** Header fields that carry a credential, and values of a form that do. */
const CARRIES = /^(authorization|x-api-key|x-signature|x-key-id)$/;

let grants = 0;

const ANSWERS: Readonly<Record<string, Answer>> = {
  '/echo': (outgoing, { headers }) => {
    const key = String(headers['x-api-key']);
    const forms = [key, Buffer.from(key).toString('base64'), Buffer.from(key).toString('hex')];
    outgoing.setHeader('x-echo', key);
    json({ forms: [...forms, encodeURIComponent(key)], headers })(outgoing, {} as IncomingMessage);
  },
  '/mirror': (outgoing, { headers }) => {
    const carried = Object.entries(headers).filter(([name]) => CARRIES.test(name));
    const values = carried.flatMap(([, value]) => [String(value), ...String(value).split(/[ .]/)]);
    outgoing.setHeader('x-mirror', values);
    json({ said: values.flatMap(forms) })(outgoing, {} as IncomingMessage);
  },
  '/token': (outgoing) => {
    grants += 1;
    const of = (name: string) => `${name}+of/grant&${grants}=canary`;
    json({ access_token: of('access'), refresh_token: of('refresh'), token_type: 'Bearer', expires_in: 600 })(
      outgoing,
      {} as IncomingMessage,
    );
  },
  '/long': json({ text: `${'a'.repeat(200_000)}!` }),
  '/redirect': (outgoing) =>
    void outgoing.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
  '/huge': (outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    flood(outgoing);
  },
  '/bomb': (outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    const packed = createGzip();
    packed.pipe(outgoing);
    flood(packed);
  },
  '/drip': (outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => outgoing.write(' '), 50);
    outgoing.once('close', () => clearInterval(timer));
  },
  '/page': (outgoing) => {
    const body = gzipSync('<script>document.title = "ran"</script><svg onload="alert(1)"></svg>');
    outgoing.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(body);
  },
};

export async function startUpstream(): Promise<Upstream> {
  const seen: string[] = [];
  const sent = new Set<string>();
  const keys = new Map<string, number>();
  const upstream = { delayMs: 0 };
  const server = await listening(
    createServer((incoming, outgoing) => {
      seen.push(`${incoming.method} ${incoming.url}`);
      for (const [name, value] of Object.entries(incoming.headers)) {
        if (CARRIES.test(name)) sent.add(String(value).replace(/^(Bearer|Basic|v1=) ?/, ''));
      }
      const key = incoming.headers['idempotency-key'];
      if (typeof key === 'string') keys.set(key, (keys.get(key) ?? 0) + 1);
      incoming.resume();
      const answer = ANSWERS[incoming.url ?? ''];
      if (answer) answer(outgoing, incoming);
      else setTimeout(() => json({ ok: true })(outgoing, incoming), upstream.delayMs);
    }),
  );
  const url = addressOf(server);
  let status: SandboxStatus | undefined;
  const control = await listening(createServer((incoming, outgoing) => json(status)(outgoing, incoming)));
  return Object.assign(upstream, {
    url,
    seen,
    sent,
    keys,
    announce(stateFolder: string, credentials: Record<string, string>) {
      const servers = [{ name: 'upstream', url }];
      const startedAt = new Date().toISOString();
      status = {
        pid: process.pid,
        startedAt,
        seed: 1,
        testData: 1,
        resolver: '127.0.0.1:53',
        servers,
        ca: '',
        credentials,
        faults: [],
      };
      mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
      const file = { ...status, control: { url: addressOf(control), token: 'test' } };
      writeFileSync(join(stateFolder, 'sandbox.json'), JSON.stringify(file), { mode: 0o600 });
    },
    async close() {
      for (const one of [server, control]) {
        one.closeAllConnections();
        await new Promise((resolve) => one.close(resolve));
      }
    },
  });
}

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function listening(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
