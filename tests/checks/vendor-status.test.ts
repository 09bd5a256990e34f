import { describe, expect, test } from 'vitest';
import { foundLines } from '../../runbook-runner/ports/found.ts';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { closedAfterEach, json, serveHttp } from '../support/servers.ts';
import { BAD_DOCUMENTS } from './bad-documents.ts';
import { runCheck, summary } from './support.ts';

const kept = closedAfterEach();

const calm = {
  page: {
    id: 'x',
    name: 'Lumenpay',
    url: 'https://status.lumenpay.example',
    updated_at: '2026-11-27T02:00:00Z',
  },
  status: { indicator: 'none', description: 'All systems operational' },
  components: [
    { id: '1', name: 'API', status: 'operational', group: false },
    { id: '2', name: 'Tokens', status: 'operational' },
    { id: '3', name: 'Dashboard', status: 'operational' },
  ],
  incidents: [],
  scheduled_maintenances: [],
};

const withState = (name: string, status: string, more: object = {}) => ({
  ...calm,
  components: calm.components.map((one) => (one.name === name ? { ...one, status } : one)),
  ...more,
});

const incident = (component: string, status = 'investigating') => ({
  ...{ id: 'i', name: 'Elevated errors', status, impact: 'major', created_at: '2026-11-27T02:10:00.000Z' },
  ...{ shortlink: 'https://stspg.example/i', components: [{ id: '1', name: component }] },
});

async function look(document: unknown, definition: object = { components: ['API', 'Tokens'] }) {
  const server = await kept(serveHttp(json(200, document)));
  const outcome = await runCheck('vendor-status', definition, server.url);
  return { verdict: verdictOf(outcome), outcome, says: outcome.vendor?.says };
}

describe('is it us or them?', () => {
  test('all is well there: it is us, or they have not told it', async () => {
    const { verdict, outcome, says } = await look(calm);
    expect(verdict).toBe('pass');
    expect(summary(outcome)).toEqual(['document pass', 'component pass', 'component pass']);
    expect(says).toBe('They report no trouble. It is us, or they have not told it yet.');
  });

  test('a component that we use is out: it is them, with the incident', async () => {
    const document = withState('API', 'major_outage', { incidents: [incident('API')] });
    const { verdict, outcome, says } = await look(document);
    expect(verdict).toBe('fail');
    expect(summary(outcome)).toContain('component fail major-outage');
    expect(says).toBe('It is them: API is in the state major outage, incident "Elevated errors".');
    expect(foundLines(outcome).join('\n')).toContain(
      'Incident: Elevated errors (investigating, impact major, from 2026-11-27 02:10:00Z, https://stspg.example/i)',
    );
  });

  test('trouble elsewhere at the vendor is not ours', async () => {
    const document = withState('Dashboard', 'major_outage', { incidents: [incident('Dashboard')] });
    const { verdict, outcome, says } = await look(document);
    expect(verdict).toBe('pass');
    expect(says).toMatch(/^They report no trouble/);
    expect(outcome.vendor?.incidents).toMatchObject([{ name: 'Elevated errors', ours: false }]);
  });

  test('an open incident of a component that is still green may be the cause; a resolved one is over', async () => {
    const open = await look({ ...calm, incidents: [incident('API', 'monitoring')] });
    expect(open).toMatchObject({
      verdict: 'pass',
      says: 'It may be them: the incident "Elevated errors" is open.',
    });
    const over = await look({ ...calm, incidents: [incident('API', 'resolved')] });
    expect(over.outcome.vendor).toMatchObject({ answer: 'not-told', incidents: [] });
  });

  test('an open incident that names no component may be about any of them', async () => {
    const open = { ...incident('API'), components: [] };
    expect(await look({ ...calm, incidents: [open] })).toMatchObject({
      verdict: 'pass',
      says: 'It may be them: the incident "Elevated errors" is open.',
    });
  });

  test('where none is named, each component in trouble is told beside the page as a whole', async () => {
    expect((await look(withState('API', 'major_outage'), {})).says).toBe(
      'It is them: API is in the state major outage.',
    );
  });

  test('nobody is told to report no trouble of what the page does not tell, or not in words that are known', async () => {
    const unlisted = await look(calm, { components: ['API', 'Payouts'] });
    expect(unlisted.says).toBe('Their page tells nothing of "Payouts".');
    const strange = await look(withState('API', 'on_fire'));
    expect(strange.says).toBe('The state of API is "on_fire", a word that is not known here.');
  });

  test('maintenance is planned, and taken only where it is declared', async () => {
    const maintenance = {
      ...incident('API', 'in_progress'),
      scheduled_for: '2026-11-27T02:00:00Z',
      scheduled_until: '2026-11-27T04:00:00Z',
    };
    const document = withState('API', 'under_maintenance', { scheduled_maintenances: [maintenance] });
    expect(await look(document)).toMatchObject({
      verdict: 'fail',
      says: 'It is planned: maintenance of "API".',
    });
    const taken = { components: ['API'], expect: { atWorst: 'under_maintenance' } };
    const { verdict, outcome } = await look(document, taken);
    expect(verdict).toBe('pass');
    expect(outcome.vendor?.maintenances).toMatchObject([{ until: '2026-11-27T04:00:00Z' }]);
  });

  test('maintenance that has begun is told where their components stay operational, one to come is not', async () => {
    const kept = (component: string, status: string) =>
      look({ ...calm, scheduled_maintenances: [incident(component, status)] });
    const says = 'It may be planned: the maintenance "Elevated errors" is under way.';
    expect(await kept('API', 'in_progress')).toMatchObject({ verdict: 'pass', says });
    expect(await kept('API', 'verifying')).toMatchObject({ says });
    for (const [component, status] of [
      ['API', 'scheduled'],
      ['Dashboard', 'in_progress'],
    ] as const)
      expect((await kept(component, status)).says).toMatch(/^They report no trouble/);
  });
});

describe('an odd field of what is not asked for leaves the rest readable', () => {
  const [api, tokens] = calm.components;
  const odd = { ...calm, components: [api, tokens, { id: '3', name: 'Dashboard', status: null }] };
  test.each([
    ['a component whose state is null', odd],
    ['a component without a state', { ...calm, components: [api, tokens, { name: 'Dashboard' }] }],
    ['no list of incidents', { ...calm, incidents: null, scheduled_maintenances: null }],
    ['a time as a number', { ...calm, incidents: [{ ...incident('Dashboard'), created_at: 1_764_208_800 }] }],
    [
      'components that are no list',
      { ...calm, incidents: [{ ...incident('API', 'resolved'), components: null }] },
    ],
    ['an incident without a name', { ...calm, incidents: [{ id: 'i' }] }],
    ['a page without a word as a whole', { ...calm, status: { indicator: null, description: null } }],
  ])('%s', async (_, document) => {
    const { verdict, outcome } = await look(document);
    expect(verdict).toBe('pass');
    expect(summary(outcome)).toEqual(['document pass', 'component pass', 'component pass']);
  });

  test('of what is asked for it is an error, also where another one of the same name is well', async () => {
    const { outcome, says } = await look({
      ...calm,
      components: [{ name: 'API', status: null }, api, tokens],
    });
    expect(summary(outcome)).toEqual(['document pass', 'component error', 'component pass']);
    expect(says).toBe('The state of API is "null", a word that is not known here.');
  });

  test('an open incident is told with what can be read of it', async () => {
    const { outcome, says } = await look({ ...calm, incidents: [{ ...incident('API'), created_at: 5 }] });
    expect(says).toBe('It may be them: the incident "Elevated errors" is open.');
    expect(outcome.vendor?.incidents).toMatchObject([{ name: 'Elevated errors', ours: true }]);
  });
});

test.each([
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const)('%s is the worst that is taken: anything above it fails', async (atWorst) => {
  const states = [
    'operational',
    'under_maintenance',
    'degraded_performance',
    'partial_outage',
    'major_outage',
  ];
  for (const state of states) {
    const { verdict } = await look(withState('API', state), { components: ['API'], expect: { atWorst } });
    expect([state, verdict]).toEqual([
      state,
      states.indexOf(state) <= states.indexOf(atWorst) ? 'pass' : 'fail',
    ]);
  }
});

test('status.json has no components: the page as a whole is held', async () => {
  const { page } = calm;
  const good = { page, status: { indicator: 'none', description: 'All systems operational' } };
  expect((await look(good, {})).verdict).toBe('pass');
  const bad = { page, status: { indicator: 'critical', description: 'Major outage' } };
  expect(await look(bad, {})).toMatchObject({
    verdict: 'fail',
    says: 'It is them: Lumenpay is in the state major outage.',
  });
});

describe('what cannot be told is an error, never a failure', () => {
  test('a component of another name, with the nearest', async () => {
    const { verdict, outcome } = await look(calm, { components: ['Api'] });
    expect(verdict).toBe('error');
    expect(outcome.assertions[1]?.detail).toBe('The status page lists no component "Api". It lists "API".');
  });

  test.each(['on_fire', 'toString', ''])('the state %j, which is none', async (state) => {
    expect((await look(withState('API', state))).verdict).toBe('error');
    expect((await look({ ...calm, status: { indicator: state, description: '' } }, {})).verdict).toBe(
      'error',
    );
  });

  test.each([null, [], 1, {}, { page: {} }, { ...calm, components: 'all' }, { ...calm, components: [{}] }])(
    'the document %j, which is no status page',
    async (document) => {
      const { verdict, outcome } = await look(document);
      expect(verdict).toBe('error');
      expect(outcome.assertions[0]?.detail).toMatch(/^It is no Statuspage document: /);
    },
  );

  test.each(BAD_DOCUMENTS.map((one) => [one.name, one] as const))('%s', async (_, { serve, says }) => {
    const server = await kept(serve());
    const begin = performance.now();
    const outcome = await runCheck('vendor-status', {}, server.url, { deadlineMs: 700 });
    expect(verdictOf(outcome)).toBe('error');
    expect(outcome.assertions[0]?.detail).toMatch(says);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
