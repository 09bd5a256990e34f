import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { digest } from '../../runbook-runner/playbook/canonical.ts';
import { movedBetween } from '../../runbook-runner/playbook/seal-changes.ts';
import { edited, loaded, WHOLE } from './fixture.ts';

const SCENARIO = 'scenarios/bad-shape';

async function scenario(changes: Readonly<Record<string, string | undefined>> = {}) {
  const page = (await loaded(changes)).pages.get(SCENARIO);
  if (!page?.seal) throw new Error('the scenario has no seal');
  return page;
}

const FILE = 'docs/scenarios/bad-shape.mdx';
const DRILL = 'docs/drills/bad-shape-live.mdx';

describe('what can run moves the seal, and says what moved', () => {
  test.each([
    ['a status of a check', edited('checks/shape.yaml', 'status: 200', 'status: 201'), ['checks/shape']],
    [
      'the path of an undo',
      edited('actions/fallback.yaml', '/fallback/off', '/fallback/none'),
      ['actions/fallback'],
    ],
    ['a check that verifies an action', edited('checks/ping.yaml', '/ping', '/health'), ['checks/ping']],
    ['the contract', { 'contracts/pay.yaml': 'openapi: 3.1.0\npaths: { /a: {} }\n' }, ['contracts/pay.yaml']],
    ['a parameter', edited('checks/shape.yaml', 'default: ch_demo', 'default: ch_other'), ['checks/shape']],
    [
      'the credential of an environment',
      edited('docs/integrations/pay.mdx', 'pay-token', 'other-token'),
      ['integrations/pay'],
    ],
    ['the escalation', edited('policies/sev2.yaml', 'after: 15m', 'after: 20m'), ['policies/sev2']],
    ['the fault of the drill', edited('faults/text.yaml', 'to: string', 'to: boolean'), ['faults/text']],
    [
      'when the drill gives up',
      edited('docs/drills/bad-shape-live.mdx', 'shape, within: 30s', 'shape, within: 9s'),
      ['drills/bad-shape-live'],
    ],
    [
      'a signature',
      edited('docs/failure-modes/drift.mdx', '[type-changed]', '[missing]'),
      ['failure-modes/drift'],
    ],
    ['where a decision leads', edited(FILE, 'verdict: proceed', 'verdict: roll-back'), ['steps']],
    [
      'an action less',
      {
        ...edited(FILE, '<Action id="fallback" />', '<Check id="ping" />'),
        ...edited(DRILL, 'fallback: done', 'ping: pass'),
      },
      ['actions/fallback', 'drills/bad-shape-live'],
    ],
    [
      'the order in a step',
      {
        ...edited(
          FILE,
          '<Check id="shape" />\n  <Decision id="go-on" />',
          '<Decision id="go-on" />\n  <Check id="shape" />',
        ),
        ...edited(DRILL, 'shape: fail, go-on: proceed', 'go-on: proceed, shape: fail'),
      },
      ['steps'],
    ],
  ])('%s', async (_, changes, moved) => {
    const [before, after] = [await scenario(), await scenario(changes)];
    expect(after.seal).not.toBe(before.seal);
    expect(movedBetween(before, after)).toEqual(moved);
  });
});

describe('prose and spelling do not move the seal', () => {
  test.each([
    ['the text of a step', edited(FILE, 'Look at é', 'First look at é')],
    ['the title of a step', edited(FILE, 'title="Confirm"', 'title="Confirm it"')],
    ['why a decision decides', edited(FILE, 'The shape is broken.', 'It broke.')],
    ['the title of a check', edited('checks/shape.yaml', 'Charges fit', 'Charges still fit')],
    [
      'the description of an action',
      edited('actions/fallback.yaml', 'Serves the cache.', 'Serves what it has.'),
    ],
    ['a duration in another unit', edited('policies/sev2.yaml', 'after: 15m', 'after: 900s')],
    [
      'the purpose of the integration',
      edited('docs/integrations/pay.mdx', 'Takes payments.', 'Takes money.'),
    ],
    ['another page', { 'docs/other.mdx': '---\ntitle: Other\ndescription: d\n---\n<Check id="ping" />\n' }],
  ])('%s', async (_, changes) => {
    const [before, after] = [await scenario(), await scenario(changes)];
    expect(after.seal).toBe(before.seal);
    expect(after.reaches).toEqual(before.reaches);
  });
});

test('a page that can execute nothing has no seal', async () => {
  const { pages } = await loaded();
  expect(pages.get('')?.seal).toBeUndefined();
  expect(pages.get('glossary/contract')?.seal).toBeUndefined();
});

test('a check has a seal of its own that follows its contract', async () => {
  const seal = async (changes = {}) => (await loaded(changes)).checks.get('shape')?.seal;
  expect(await seal()).toMatch(/^sha256-[\w-]{43}$/);
  expect(await seal({ 'contracts/pay.yaml': 'openapi: 3.1.1\n' })).not.toBe(await seal());
  expect(await seal(edited('checks/ping.yaml', '/ping', '/health'))).toBe(await seal());
});

/** The same value with the keys of every map in another order. */
function shuffled(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((one) => shuffled(one, random));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, shuffled(one, random)] as const);
  return Object.fromEntries(
    entries
      .map((entry) => ({ entry, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ entry }) => entry),
  );
}

test('a file that a contract refers to moves the seal, also behind another and round in a circle', async () => {
  const files = (type: string) => ({
    'contracts/pay.yaml': 'openapi: 3.1.0\npaths: { /a: { $ref: "parts/a.yaml#/Item" } }\n',
    'contracts/parts/a.yaml': 'Item: { schema: { $ref: ../b.yaml } }\n',
    'contracts/b.yaml': `type: ${type}\nproperties: { up: { $ref: pay.yaml } }\n`,
  });
  const moved = movedBetween(await scenario(files('string')), await scenario(files('integer')));
  expect(moved).toEqual(['contracts/b.yaml']);
});

test('the order of keys, the style and the spaces of YAML do not matter', async () => {
  const { seal } = await scenario();
  const paths = Object.keys(WHOLE).filter((path) => path.endsWith('.yaml'));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      fc.integer({ min: 1, max: 6 }),
      fc.boolean(),
      async (path, stream, indent, flow) => {
        const value = shuffled(parse(WHOLE[path] ?? ''), () => stream.next().value ?? 0);
        const text = stringify(value, { indent, collectionStyle: flow ? 'flow' : 'block' });
        expect((await scenario({ [path]: `# a comment\n${text}\n` })).seal).toBe(seal);
      },
    ),
    { numRuns: 60 },
  );
});

test('any two values with one JSON form have one digest, and others have not', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const same = JSON.stringify(sortedKeys(a)) === JSON.stringify(sortedKeys(b));
      expect(digest(a) === digest(b)).toBe(same);
      expect(digest(JSON.parse(JSON.stringify(a)))).toBe(digest(a));
    }),
  );
});

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, one]) => [key, sortedKeys(one)]));
}
