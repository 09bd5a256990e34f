// An Idempotency-Key is its caller's own: another account of the vendor that happens to use the same one gets neither our
// label or charge nor a refusal, and takes none from us.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ask, type Client, clientOfAccess, openWorld, type World } from './world.ts';

let world: World;
let parcelo: Client;
beforeAll(async () => {
  world = await openWorld();
  const { access, opened } = world.sandbox.upstreams.parcelo;
  opened.keys.add('key_of_another', 'pc_test_another');
  parcelo = clientOfAccess(access);
});
afterAll(async () => {
  await parcelo.close();
  await world.close();
});

const credential = (name: string): string => world.sandbox.status().credentials[name] ?? '';

async function tokenOf(client: 'lumenpay' | 'order-sync'): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: credential(`${client}-client-id`),
    client_secret: credential(`${client}-client-secret`),
  }).toString();
  const { body } = await world.lumenpay.ask('/oauth/token', { method: 'POST', form });
  return (body as { access_token: string }).access_token;
}

const shipment = {
  reference: 'HV-9001',
  weight_grams: 1_300,
  recipient: { name: 'A', street: 'B', postal_code: '4050-030', city: 'Porto', country: 'PT' },
};
const charge = { amount: 1_999, currency: 'EUR', customer: null, metadata: { order: 'HV-9001' } };

type Caller = () => Promise<Ask>;
const withKey =
  (name: string): Caller =>
  async () => ({ headers: { 'x-api-key': credential(name) || name } });
const withToken =
  (client: 'lumenpay' | 'order-sync'): Caller =>
  async () => ({ token: await tokenOf(client) });
const PARCELO = [withKey('parcelo-api-key'), withKey('pc_test_another')] as const;
const LUMENPAY = [withToken('lumenpay'), withToken('order-sync')] as const;

test.each([
  ['parcelo', '/v1/shipments', shipment, { weight_grams: 1_301 }, ...PARCELO],
  ['lumenpay', '/v1/charges', charge, { amount: 2_000 }, ...LUMENPAY],
] as const)('at %s, %s', async (name, path, json, change, mine, theirs) => {
  const client = name === 'parcelo' ? parcelo : world.lumenpay;
  const theSame = crypto.randomUUID();
  const send = async (caller: Caller, body: object = json) => {
    const { headers, ...rest } = await caller();
    const asked = { ...rest, headers: { ...headers, 'idempotency-key': theSame } };
    const answer = await client.ask(path, { method: 'POST', json: body, ...asked });
    const { id, shipment } = answer.body as { id?: string; shipment?: { id: string } };
    const replayed = answer.headers['idempotent-replayed'] === 'true';
    return { status: answer.status, id: id ?? shipment?.id, replayed };
  };
  const first = await send(mine);
  const foreign = await send(theirs);
  expect([foreign.status, foreign.replayed]).toEqual([first.status, false]);
  expect(foreign.id).not.toBe(first.id);
  expect(await send(mine)).toEqual({ ...first, replayed: true });
  expect(await send(theirs)).toEqual({ ...foreign, replayed: true });
  expect((await send(theirs, { ...json, ...change })).status).toBe(409);
});
