// A name with several addresses: whatever one of them does, the host is reached by another that answers.
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Address, openConnection } from '../../runbook-runner/adapters/connection.ts';
import { firstOf } from '../../runbook-runner/adapters/first-address.ts';
import { transportProblem } from '../../runbook-runner/adapters/transport-problem.ts';

const [A, B, C] = ['192.0.2.1', '192.0.2.2', '2001:db8::1'].map((address) => ({
  ...{ address, family: address.includes(':') ? 6 : 4 },
})) as [Address, Address, Address];

const failing = (code: string) => Object.assign(new Error(code), { code });
const after = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Opens no socket: each address answers as `does` says, after so many milliseconds, or is silent until it is given up. */
function opening(does: Readonly<Record<string, { ms: number; code?: string }>>) {
  const tried: string[] = [];
  const destroyed: string[] = [];
  const open = async ({ address }: Address, until: AbortSignal): Promise<Socket> => {
    tried.push(address);
    const { ms, code } = does[address] ?? { ms: undefined };
    if (ms === undefined) await once(until, 'abort').then(() => Promise.reject(until.reason));
    await after(ms ?? 0);
    if (code !== undefined) throw failing(code);
    return { remoteAddress: address, destroy: () => destroyed.push(address) } as unknown as Socket;
  };
  return { open, tried, destroyed };
}

const { signal } = new AbortController();
const reached = async (addresses: Address[], does: Parameters<typeof opening>[0]) => {
  const world = opening(does);
  const socket = await firstOf(addresses, world.open, signal);
  return { ...world, by: socket.remoteAddress };
};

test('an address that is slow goes on while another one that is dead is tried', async () => {
  const { by, tried } = await reached([A, C], {
    [A.address]: { ms: 700 },
    [C.address]: { ms: 1, code: 'ECONNREFUSED' },
  });
  expect(by).toBe(A.address);
  expect(tried).toEqual([A.address, C.address]);
});

test('one that is silent is left for the next after a moment, and what it opens too late is closed', async () => {
  const started = performance.now();
  const { by, destroyed } = await reached([A, C], { [A.address]: { ms: 600 }, [C.address]: { ms: 1 } });
  expect(by).toBe(C.address);
  expect(performance.now() - started).toBeLessThan(550);
  await after(500);
  expect(destroyed).toEqual([A.address]);
});

test('one that refuses is left at once; the families take turns', async () => {
  const no = { ms: 1, code: 'ECONNREFUSED' };
  const { by, tried } = await reached([A, B, C], {
    [A.address]: no,
    [C.address]: no,
    [B.address]: { ms: 1 },
  });
  expect(by).toBe(B.address);
  expect(tried).toEqual([A.address, C.address, B.address]);
});

test.each([[['EHOSTUNREACH', 'ECONNREFUSED']], [['ECONNREFUSED', 'EHOSTUNREACH']]])(
  'of %j the reason of the host counts, in whatever order its addresses come',
  async ([first, second]) => {
    const { open } = opening({
      [A.address]: { ms: 1, code: first ?? '' },
      [C.address]: { ms: 1, code: second ?? '' },
    });
    const error: unknown = await firstOf([A, C], open, signal).catch((one: unknown) => one);
    expect(transportProblem(error, 'tcp', 'shop.example')).toMatchObject({
      ...{ class: 'refused', outcome: 'fail', message: 'shop.example refused the connection.' },
    });
  },
);

test('an end of the time is told as it is, whatever is still under way', async () => {
  const { open, tried } = opening({});
  const started = performance.now();
  await expect(firstOf([A, C, B], open, AbortSignal.timeout(350))).rejects.toThrow('aborted due to timeout');
  expect(performance.now() - started).toBeLessThan(600);
  expect(tried).toEqual([A.address, C.address]);
});

describe('a connection', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  const connection = (addresses: readonly Address[]) => {
    const { port } = server.address() as { port: number };
    return openConnection({
      ...{ host: 'shop.example', port, rules: { loopback: true, privateNetwork: true } },
      ...{ signal: AbortSignal.timeout(2_000), onPhase: () => undefined, timing: {} },
      lookup: async () => addresses,
    });
  };

  test('is opened to the address that takes it', async () => {
    const dead = { address: '127.0.0.2', family: 4 };
    const socket = await connection([dead, { address: '127.0.0.1', family: 4 }]);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  test('to a name without any address is told as that', async () => {
    const error: unknown = await connection([]).catch((one: unknown) => one);
    expect(transportProblem(error, 'tcp', 'shop.example').class).toBe('unknown-host');
  });
});
