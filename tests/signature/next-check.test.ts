import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Candidate,
  entropy,
  gainOf,
  nextCheck,
  type Offer,
  shares,
} from '../../runbook-runner/signature/next-check.ts';

const IDS = ['a', 'b', 'c', 'd', 'e'];
const mode = (title: string, score: number, red: string[], green: string[] = []): Candidate => ({
  ...{ title, score, recognisedBy: red, staysGreen: green },
});
const offer = (check: string, cost = 1, parameters = {}): Offer => ({
  check,
  title: check,
  cost,
  parameters,
});
const RAN = { check: 'ran', parameters: {} };

const someMode = fc.record({
  title: fc.constantFrom('One', 'Two', 'Three'),
  score: fc.double({ min: 0.01, max: 1, noNaN: true }),
  recognisedBy: fc.subarray(IDS),
  staysGreen: fc.subarray(IDS),
});
const someModes = fc.array(someMode, { minLength: 2, maxLength: 5 });
const someOffers = fc
  .uniqueArray(fc.record({ check: fc.constantFrom(...IDS), cost: fc.integer({ min: 1, max: 30 }) }), {
    selector: ({ check }) => check,
  })
  .map((offers) => offers.map(({ check, cost }) => offer(check, cost)));

describe('which check comes next', () => {
  test('the one whose outcome differs between the candidates', () => {
    const candidates = [
      mode('Ended certificate', 0.5, ['tls', 'ping']),
      mode('Reset', 0.5, ['ping'], ['tls']),
    ];
    expect(nextCheck(candidates, [offer('ping'), offer('tls')], RAN)).toEqual({
      ...{ check: 'tls', title: 'tls', cost: 1, gain: 1 },
      reason: 'Tells Ended certificate (red) from Reset (green), 1 request.',
    });
  });

  test('a cheaper one that tells less, when it tells more for a request', () => {
    const candidates = [mode('One', 0.5, ['dear', 'cheap']), mode('Two', 0.5, [], ['dear'])];
    const found = nextCheck(candidates, [offer('dear', 20), offer('cheap', 1)], RAN);
    expect(found).toMatchObject({ check: 'cheap', reason: 'Green rules out One, 1 request.' });
    expect(found?.gain).toBeCloseTo(0.3113, 4);
  });

  test.each<[string, Candidate[], Offer[], string | undefined]>([
    ['one candidate needs none', [mode('One', 0.5, ['a'])], [offer('a')], undefined],
    [
      'of candidates that agree, none tells',
      [mode('One', 0.5, ['a']), mode('Two', 0.5, ['a'])],
      [offer('a')],
      undefined,
    ],
    [
      'of what nobody declares, none tells',
      [mode('One', 0.5, []), mode('Two', 0.5, [])],
      [offer('a')],
      undefined,
    ],
    [
      'equal ones come by cost a request, then by id',
      [mode('One', 1, IDS), mode('Two', 1, [], IDS)],
      [offer('b'), offer('a'), offer('c', 2)],
      'a',
    ],
    [
      'what ran just now does not come again',
      [mode('One', 1, ['ran', 'z'], []), mode('Two', 1, [], ['ran', 'z'])],
      [offer('ran'), offer('z', 9)],
      'z',
    ],
    [
      'with other values it may',
      [mode('One', 1, ['ran'], []), mode('Two', 1, [], ['ran'])],
      [offer('ran', 1, { charge: 'ch_two' })],
      'ran',
    ],
  ])('%s', (_name, candidates, offers, expected) => {
    expect(nextCheck(candidates, offers, RAN)?.check).toBe(expected);
  });

  test('red alone can rule out', () => {
    const candidates = [mode('One', 1, [], ['a']), mode('Two', 1, [])];
    expect(nextCheck(candidates, [offer('a', 20)], RAN)?.reason).toBe('Red rules out One, 20 requests.');
  });
});

describe('for any candidates and checks', () => {
  test('a gain is never negative, and never more than there is to know', () => {
    fc.assert(
      fc.property(someModes, fc.constantFrom(...IDS), (modes, check) => {
        const prior = shares(modes).reduce((sum, p) => sum - p * Math.log2(p), 0);
        const gain = gainOf(check, modes);
        expect(gain).toBeGreaterThan(-1e-9);
        expect(gain).toBeLessThan(Math.min(1, prior) + 1e-9);
      }),
    );
  });

  test('none tells more for a request than the one that is proposed, and the order given in does not matter', () => {
    fc.assert(
      fc.property(someModes, someOffers, (modes, offers) => {
        const found = nextCheck(modes, offers, RAN);
        expect(nextCheck(modes, [...offers].reverse(), RAN)).toEqual(found);
        const rate = found ? found.gain / found.cost : 0;
        for (const { check, cost } of offers) expect(gainOf(check, modes) / cost).toBeLessThan(rate + 1e-8);
      }),
    );
  });

  test('what ran is never proposed', () => {
    fc.assert(
      fc.property(someModes, someOffers, fc.constantFrom(...IDS), (modes, offers, check) => {
        expect(nextCheck(modes, offers, { check, parameters: {} })?.check).not.toBe(check);
      }),
    );
  });

  test('only the ratio of the scores counts', () => {
    fc.assert(
      fc.property(someModes, fc.double({ min: 0.1, max: 9, noNaN: true }), (modes, factor) => {
        const scaled = modes.map((one) => ({ ...one, score: one.score * factor }));
        expect(gainOf('a', scaled)).toBeCloseTo(gainOf('a', modes), 9);
      }),
    );
  });
});

test.each([
  [0, 0],
  [1, 0],
  [0.5, 1],
  [0.25, 0.8113],
])('the entropy of %d is %d bits', (probability, bits) => {
  expect(entropy(probability)).toBeCloseTo(bits, 4);
});
