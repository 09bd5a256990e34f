// A change is made once: however often it is asked for, and whenever the program dies.
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { events } from '../http/support/server.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
  order = await world.sealed({ dryRun: false });
});
afterEach(() => world.close());

const CHANGE = '/api/actions/change/runs';
const changes = () => world.upstream.seen.filter((one) => one === 'PUT /change').length;
let order: object;
const change = (key: string, more: object = {}) =>
  world.ask('POST', CHANGE, { ...order, ...more }, { 'idempotency-key': key });

test('the same key × 50 at once is one execution with one outcome; with another body it answers 422', async () => {
  world.upstream.delayMs = 50;
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 50 }, () => change(key)));
  expect(answers.map((one) => one.status)).toEqual(Array(50).fill(200));
  const runs = await Promise.all(
    answers.map(async (one) => {
      const last = (await events(one)).at(-1) as { result: { run: string; status: string } };
      return `${last.result.run} ${last.result.status}`;
    }),
  );
  expect(new Set(runs).size).toBe(1);
  expect(changes()).toBe(1);
  const other = await change(key, { parameters: { to: 'b' } });
  expect(other.status).toBe(422);
  expect(await other.json()).toMatchObject({ code: 'idempotency_mismatch' });
  expect(changes()).toBe(1);
});

test('a dry run changes nothing', async () => {
  const answer = await change(randomUUID(), { dryRun: true });
  expect((await events(answer)).at(-1)).toMatchObject({ result: { status: 'planned' } });
  expect(changes()).toBe(0);
});

test('killed at random points, it loses no acknowledged record and executes nothing twice', async () => {
  world.upstream.delayMs = 15;
  const acknowledged = new Map<string, string>();
  const keys: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    // What loads on first use is loaded, so that the kill falls into the work.
    await events(await change(randomUUID(), { dryRun: true }));
    const fresh = Array.from({ length: 8 }, () => randomUUID());
    keys.push(...fresh);
    // Most of them lose their connection: that is the point.
    const asked = Promise.allSettled(
      fresh.map(async (key) => {
        const last = (await events(await change(key))).at(-1) as { result?: { run: string } };
        if (last.result) acknowledged.set(key, last.result.run);
      }),
    );
    // The first round dies half-way through its answers; the others wherever they are.
    const answered = acknowledged.size;
    while (round === 0 && acknowledged.size < answered + 4) await wait(1);
    if (round > 0) await wait(randomInt(5, 120));
    await world.stop('SIGKILL');
    await asked;
    await world.restart();
  }
  for (const run of acknowledged.values()) {
    const record = await world.ask('GET', `/api/runs/${run}`);
    expect(record.status).toBe(200);
    expect(await record.json()).toMatchObject({ state: 'finished' });
  }
  for (const key of keys) {
    const answer = await change(key);
    const last = answer.status === 200 ? (await events(answer)).at(-1) : await answer.json();
    const run = (last as { result?: { run: string } }).result?.run;
    if (acknowledged.has(key)) expect(run).toBe(acknowledged.get(key));
    else if (answer.status !== 200) expect(last).toMatchObject({ status: 409, code: 'outcome_unknown' });
  }
  const twice = keys.filter((key) => (world.upstream.keys.get(key) ?? 0) > 1);
  expect(twice).toEqual([]);
});
