import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FaultBase } from '../../runbook-runner/playbook/schema/definitions.ts';
import { faultKinds } from '../../runbook-runner/sandbox/fault-proxy/kinds/registry.ts';
import { type Client, clientOf, fault, openWorld, type World } from './world.ts';

let world: World;
let direct: Client;
beforeAll(async () => {
  world = await openWorld();
  const { directUrl, access } = world.sandbox.upstreams.lumenpay;
  direct = clientOf(directUrl, access.ca);
});
afterAll(async () => {
  await direct.close();
  await world.close();
});

/** By nearest rank; `share` from 0 to 1. */
const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

// A neighbor on the machine may spoil a round; the proxy itself would spoil each.
test('without a fault the proxy adds less than 1 ms at the median and 3 ms at p99', {
  retry: 3,
}, async () => {
  const ping = (client: Client) => () => client.ask('/v1/ping');
  const [straight, proxied]: [number[], number[]] = [[], []];
  for (let index = 0; index < 900; index += 1) {
    const pair = [await timed(ping(direct)), await timed(ping(world.lumenpay))] as const;
    if (index < 100) continue;
    straight.push(pair[0]);
    proxied.push(pair[1]);
  }
  const added = (share: number) => percentile(proxied, share) - percentile(straight, share);
  console.log(
    `the proxy adds ${added(0.5).toFixed(3)} ms at the median, ${added(0.99).toFixed(3)} ms at p99`,
  );
  expect(added(0.5)).toBeLessThan(1);
  expect(added(0.99)).toBeLessThan(3);
});

// A neighbor may spoil a median of nine too.
test.each([...faultKinds])('%s is on and off in less than 10 ms', { retry: 2 }, async (kind, { example }) => {
  const fields: Readonly<Record<string, unknown>> = parse(example);
  const own = Object.entries(fields).filter(([name]) => !Object.hasOwn(FaultBase.shape, name));
  const order = { ...fault(kind, Object.fromEntries(own)), target: String(fields.target) };
  const [on, off]: [number[], number[]] = [[], []];
  for (let index = 0; index < 9; index += 1) {
    on.push(await timed(() => world.sandbox.inject(order)));
    off.push(await timed(() => world.sandbox.clear()));
  }
  const [onMs, offMs] = [percentile(on, 0.5), percentile(off, 0.5)];
  console.log(`${kind}: on in ${onMs.toFixed(2)} ms, off in ${offMs.toFixed(2)} ms (medians of 9)`);
  expect(Math.max(onMs, offMs)).toBeLessThan(10);
});
