// A secret goes to its host and nowhere else: not to another host, a record, a log, an error, a stream or an export.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CANARY, startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const FORMS = [
  CANARY,
  Buffer.from(CANARY).toString('base64'),
  Buffer.from(CANARY).toString('base64url'),
  Buffer.from(CANARY).toString('hex'),
  encodeURIComponent(CANARY),
  JSON.stringify(CANARY).slice(1, -1),
];

function hits(text: string): string[] {
  return FORMS.filter((form) => text.toLowerCase().includes(form.toLowerCase()));
}

test('an upstream that echoes a secret in every form puts it into no stream, record, file, export or log', async () => {
  const order = { environment: 'sandbox' };
  const stream = await (await world.ask('POST', '/api/checks/keyed/runs', order)).text();
  expect(stream).toContain('[redacted]');
  expect(hits(stream)).toEqual([]);
  const { run } = JSON.parse(stream.split('\n')[0] ?? '') as { run: string };
  for (const path of [
    `/api/runs/${run}`,
    '/api/runs',
    `/api/runs/${run}/body`,
    '/api/status',
    '/api/sandbox',
  ]) {
    const answer = await world.ask('GET', path);
    expect(answer.status, path).toBe(200);
    expect(hits(await answer.text()), path).toEqual([]);
  }
  const kept = readdirSync(world.home).filter((name) => name.startsWith('store'));
  expect(kept.length).toBeGreaterThan(0);
  for (const name of kept) expect(hits(readFileSync(join(world.home, name), 'latin1')), name).toEqual([]);
  expect(hits(world.output())).toEqual([]);
});

test('an error does not repeat a secret that an order holds', async () => {
  await world.check('keyed');
  for (const order of [
    { environment: CANARY },
    { environment: 'sandbox', parameters: { value: `${CANARY}\n` } },
    { environment: 'sandbox', page: 'integrations/upstream', seal: CANARY },
  ]) {
    const answer = await world.ask('POST', '/api/checks/slot/runs', order);
    expect(answer.status).toBe(422);
    expect(hits(await answer.text())).toEqual([]);
  }
});

test('no token and no secret stands in the arguments of a process', () => {
  const line = readFileSync(`/proc/${world.pid}/cmdline`, 'utf8');
  const token = (world.page.authorization ?? '').slice('Bearer '.length);
  const { controlToken } = JSON.parse(readFileSync(join(world.home, 'serve.json'), 'utf8'));
  for (const secret of [token, controlToken, CANARY]) {
    expect(secret.length).toBeGreaterThan(20);
    expect(line).not.toContain(secret);
  }
});

test('the runner keeps no token that was given to a page', () => {
  const token = (world.page.authorization ?? '').slice('Bearer '.length);
  for (const name of readdirSync(world.home)) {
    expect(readFileSync(join(world.home, name), 'latin1'), name).not.toContain(token);
  }
});
