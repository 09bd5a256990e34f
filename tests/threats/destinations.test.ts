// Where a request goes is the repository's to say: not a parameter's, not an upstream's.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const HOSTILE = [
  ...['@evil.example', '..', '../../admin', 'a/../b', 'http://evil.example/', '//evil.example', 'a\\b'],
  ...['a\r\nX-Injected: 1', 'a\nb', 'a\u0000b', '\u001b[2J', '\ud800'],
];

test.each(HOSTILE)('the parameter %j answers 422, and nothing is sent', async (value) => {
  const before = world.upstream.seen.length;
  const { status, problem } = await world.check('slot', { parameters: { value } });
  expect(status).toBe(422);
  expect(problem?.code).toBe('invalid_parameter');
  expect(world.upstream.seen).toHaveLength(before);
});

test('what the pattern lets through stays one encoded piece of the path', async () => {
  const { result } = await world.check('slot', { parameters: { value: 'a/b?c#d e%2e;id$(id)' } });
  expect(result?.status).toBe('pass');
  expect(world.upstream.seen.at(-1)).toMatch(/^GET \/slot\/a%2Fb%3Fc%23d%20e%252e%3Bid%24\(id\)\?q=a/);
});

test('a URL, a header, a method or a threshold in an order answers 422', async () => {
  for (const more of [
    ...[{ url: 'http://evil' }, { baseUrl: 'http://evil' }, { headers: { host: 'evil' } }],
    ...[{ request: { path: '/x' } }, { expect: {} }, { parameters: { undeclared: 'x' } }],
  ]) {
    expect((await world.check('slot', more)).status, JSON.stringify(more)).toBe(422);
  }
});

test('a redirect to a metadata address is not followed', async () => {
  const before = world.upstream.seen.length;
  const { result } = await world.check('redirect');
  expect(result).toMatchObject({ status: 'fail', exchange: { response: { status: 302 } } });
  expect(world.upstream.seen.slice(before)).toEqual(['GET /redirect']);
});

test.each(['metadata', 'decimal', 'mapped', 'nat', 'loopback'])(
  'the %s form of a forbidden address is blocked at connect',
  async (environment) => {
    const { result } = await world.check('ping', { environment });
    expect(result).toMatchObject({ status: 'error', problem: { class: 'blocked-destination' } });
  },
);
