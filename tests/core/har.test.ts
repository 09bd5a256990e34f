import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { harEntry } from '../../runbook-runner/core/har-entry.ts';
import type { Exchange, Latency, Phases, Problem } from '../../runbook-runner/ports/result.ts';
import type { StepOutcome } from '../../runbook-runner/ports/steps.ts';
import { HarDocument } from './support/har-schema.ts';
import { ADA, aWorld, pass, type World } from './support/world.ts';

const SECRET = 'canary-4711-canary';
const exchange: Exchange = {
  request: {
    ...{ method: 'POST', url: 'https://api.example/v1/charges?limit=2&limit=3', body: '{"amount":1}' },
    headers: [
      ['content-type', 'application/json'],
      ['authorization', 'Bearer x'],
    ],
  },
  response: {
    ...{ status: 302, bodyBytes: 70_000, truncated: true, body: `{"key":"${SECRET}"}` },
    headers: [
      ['content-type', 'text/html'],
      ['location', '/elsewhere'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ],
  },
};
const phases: Phases = {
  ...{ reused: false, dnsMs: 1, tcpMs: 2, tlsMs: 4, firstByteMs: 8, bodyMs: 16, totalMs: 32 },
};
const startedAt = '2026-11-27T09:00:00.000Z';
const timed = (phasesOf?: Phases, phase?: Problem['phase']) => {
  const problem = phase && ({ class: 'timeout', outcome: 'fail', phase, message: 'No answer.' } as const);
  const { request } = exchange;
  const shown = phase ? { request } : exchange;
  return harEntry({ exchange: shown, phases: phasesOf, problem, startedAt, run: 'r-1' });
};
const opened = { reused: false, dnsMs: 1, tcpMs: 2, totalMs: 32 };

describe('timings', () => {
  // The three of the exchange itself may not be negative.
  const none = { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: 0, receive: 0 };
  test.each([
    ['all phases', timed(phases), { dns: 1, connect: 6, ssl: 4, send: 1, wait: 8, receive: 16 }, 32],
    [
      'a kept connection opens nothing',
      timed({ reused: true, firstByteMs: 8, bodyMs: 16, totalMs: 24 }),
      { send: 0, wait: 8, receive: 16 },
      24,
    ],
    [
      'the way through a proxy is a part of connecting',
      timed({ reused: false, proxyMs: 10, tlsMs: 4, firstByteMs: 8, bodyMs: 1, totalMs: 23 }),
      { connect: 14, ssl: 4, send: 0, wait: 8, receive: 1 },
      23,
    ],
    ['nothing known', timed(), {}, 0],
    ['no first byte', timed(opened, 'first-byte'), { dns: 1, connect: 2, wait: 29 }, 32],
    [
      'half a body',
      timed({ ...opened, firstByteMs: 8 }, 'body'),
      { dns: 1, connect: 2, send: 21, wait: 8 },
      32,
    ],
    ['no handshake', timed(opened, 'tls'), { dns: 1, connect: 31, ssl: 29 }, 32],
    ['no name', timed({ reused: false, totalMs: 32 }, 'dns'), { dns: 32 }, 32],
  ])('%s', (_, entry, timings, time) => {
    expect(entry.timings).toEqual({ ...none, ...timings });
    expect(entry.time).toBe(time);
  });
});

describe('the document of runs', () => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld();
  });
  afterEach(() => world.end());

  test('is HAR 1.2, with an entry for each exchange, redacted', async () => {
    world.redactor.add(SECRET);
    world.script.probe.contract = () => ({ ...pass, exchange, phases });
    const steps = ['create', 'read'].map((name) => ({
      ...({ name, outcome: 'pass', cleanup: false, exchange, phases, startedAt } as const),
    }));
    const skipped: StepOutcome = {
      name: 'delete',
      outcome: 'skipped',
      cleanup: true,
      reason: 'Nothing to delete.',
    };
    world.script.probe.flow = () => ({ ...pass, exchange, phases, steps: [...steps, skipped] });
    const runs = await Promise.all(
      ['contract', 'flow', 'first'].map((check) => world.runner.check({ ...ADA, check })),
    );
    const har = HarDocument.parse(await world.runner.har(runs.map(({ run }) => run)));
    const { entries, pages, creator } = har.log;
    expect(creator).toEqual({ name: 'playbook', version: '1.2.3' });
    expect(pages?.map(({ title }) => title)).toEqual(['check contract (sandbox)', 'check flow (sandbox)']);
    expect(entries.map(({ pageref, comment }) => [pageref, comment])).toEqual([
      [runs[0]?.run, undefined],
      [runs[1]?.run, 'create'],
      [runs[1]?.run, 'read'],
    ]);
    const [{ request, response } = entries[0] as never] = entries;
    expect(request.queryString).toEqual([
      { name: 'limit', value: '2' },
      { name: 'limit', value: '3' },
    ]);
    expect(request.postData).toEqual({ mimeType: 'application/json', text: '{"amount":1}' });
    expect(response).toMatchObject({ status: 302, redirectURL: '/elsewhere', bodySize: -1 });
    expect(response.content).toMatchObject({
      size: 70_000,
      mimeType: 'text/html',
      comment: 'The text is cut at 64 KiB.',
    });
    const text = JSON.stringify(har);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('Bearer x');
    expect(text).not.toContain('a=1');
  });

  test.each([
    ['GIF89a\ufffd', false, 'What is no text in it stands as U+FFFD.'],
    ['GIF89a\ufffd', true, 'The text is cut at 64 KiB. What is no text in it stands as U+FFFD.'],
    ['Grüße', false, undefined],
  ])('an answer says what it is not: %j, cut %j', (body, truncated, comment) => {
    const response = { status: 200, headers: [], body, bodyBytes: 9, truncated };
    const entry = harEntry({ exchange: { ...exchange, response }, startedAt, run: 'r-1' });
    expect(entry.response.content).toEqual({
      ...{ size: 9, mimeType: 'x-unknown', text: body },
      ...(comment === undefined ? {} : { comment }),
    });
  });

  test('one that was not answered says why; of samples it says that they were many', async () => {
    const { request } = exchange;
    const message = 'The connection was reset.';
    const problem = { class: 'reset', outcome: 'fail', phase: 'first-byte', message } as const;
    world.script.probe.contract = () => ({ assertions: [], exchange: { request }, problem, phases: opened });
    const latency: Latency = {
      ...{ samples: [1, 2], p50Ms: 1, p95Ms: 2, p99Ms: 2, errorRate: 0 },
      ...{ connections: 'warm', reused: 1, phases: {} },
    };
    world.script.probe.flow = () => ({ ...pass, exchange, phases, latency });
    const runs = [];
    for (const check of ['contract', 'flow']) runs.push(await world.runner.check({ ...ADA, check }));
    const { log } = HarDocument.parse(await world.runner.har(runs.map(({ run }) => run)));
    expect(log.entries.map(({ response, comment }) => [response.status, comment])).toEqual([
      [0, message],
      [302, 'One of 2 samples; the time is that of the first.'],
    ]);
  });

  test('a run that others belong to brings theirs, in order', async () => {
    for (const id of ['first', 'second', 'third'])
      world.script.probe[id] = () => ({ ...pass, exchange, phases });
    const results = await world.runner.preflight('upstream', ADA);
    const [{ id = '' } = {}] = await world.runner.runs({ kind: 'preflight' });
    const { log } = HarDocument.parse(await world.runner.har([id]));
    expect(log.entries.map(({ pageref }) => pageref)).toEqual(results.map(({ run }) => run));
  });

  test('a run that recorded none has none, and a run that is not there is told', async () => {
    const { run } = await world.runner.check({ ...ADA, check: 'contract' });
    expect(HarDocument.parse(await world.runner.har([run])).log.entries).toEqual([]);
    await expect(world.runner.har(['r-0'])).rejects.toMatchObject({ code: 'unknown_run' });
  });
});
