import { describe, expect, test } from 'vitest';
import { sunsetAssertion } from '../../../runbook-runner/checks/assertions/sunset.ts';
import { SunsetExpectation } from '../../../runbook-runner/checks/assertions/sunset-schema.ts';

const NOW = new Date('2026-11-27T00:00:00Z');

async function results(expectation: object, headers: readonly (readonly [string, string])[]) {
  const response = { status: 200, headers, body: new Uint8Array() };
  return sunsetAssertion.evaluate(SunsetExpectation.parse(expectation), {
    response,
    now: NOW,
    contracts: new Map(),
  });
}

async function judged(expectation: object, headers: readonly (readonly [string, string])[]) {
  return (await results(expectation, headers)).map(({ outcome, code, where, actual }) =>
    [outcome, code, where, actual].filter(Boolean).join(' '),
  );
}

const version = { header: 'pay-version', supportedFor: 'P365D' };
const SUNSET = ['sunset', 'Mon, 01 Mar 2027 00:00:00 GMT'] as const;

describe('what an answer says of its end', () => {
  test.each([
    ['nothing', {}, [], ['pass deprecation not deprecated', 'pass sunset no end announced']],
    ['an end far away', {}, [SUNSET], ['pass deprecation not deprecated', 'pass sunset 94d']],
    [
      'an end that is near',
      { daysLeft: 'P95D' },
      [SUNSET],
      ['pass deprecation not deprecated', 'fail ending sunset 94d'],
    ],
    [
      'an end that has passed',
      {},
      [['sunset', 'Thu, 26 Nov 2026 12:00:00 GMT']],
      ['pass deprecation not deprecated', 'fail ended sunset -0.5d'],
    ],
    [
      'a second end, earlier',
      {},
      [SUNSET, ['sunset', 'Tue, 01 Dec 2026 00:00:00 GMT']],
      ['pass deprecation not deprecated', 'fail ending sunset 4d'],
    ],
    [
      'deprecated since',
      {},
      [['deprecation', '@1688169599']],
      ['pass deprecation deprecated', 'pass sunset no end announced'],
    ],
    [
      'deprecated from a day on',
      {},
      [['deprecation', '@1800000000']],
      ['pass deprecation deprecated on 2027-01-15', 'pass sunset no end announced'],
    ],
    [
      'deprecated, in words before the RFC',
      {},
      [['deprecation', 'true']],
      ['pass deprecation deprecated', 'pass sunset no end announced'],
    ],
    [
      'deprecated where that is refused',
      { deprecated: false },
      [['deprecation', '@1688169599']],
      ['fail deprecated deprecation deprecated', 'pass sunset no end announced'],
    ],
    [
      'an end before the deprecation',
      {},
      [['deprecation', '@1830000000'], SUNSET],
      ['pass deprecation deprecated on 2027-12-28', 'fail before-deprecation sunset 2027-03-01'],
    ],
    [
      'dates that are none',
      {},
      [
        ['deprecation', 'soon'],
        ['sunset', '2027-03-01'],
      ],
      ['fail malformed deprecation soon', 'fail malformed sunset 2027-03-01'],
    ],
    [
      'a dated version',
      { version },
      [['pay-version', '2026-03-01.acacia']],
      ['pass deprecation not deprecated', 'pass sunset no end announced', 'pass pay-version 94d'],
    ],
    [
      'two dated versions, of which the older counts',
      { version },
      [
        ['pay-version', '2026-03-01'],
        ['pay-version', '2025-10-01'],
      ],
      ['pass deprecation not deprecated', 'pass sunset no end announced', 'fail ended pay-version -57d'],
    ],
    [
      'a dated version that is old',
      { version },
      [['pay-version', '2025-10-01']],
      ['pass deprecation not deprecated', 'pass sunset no end announced', 'fail ended pay-version -57d'],
    ],
    [
      'a version without a date',
      { version },
      [['pay-version', 'v3']],
      ['pass deprecation not deprecated', 'pass sunset no end announced', 'fail malformed pay-version v3'],
    ],
    [
      'no version',
      { version },
      [],
      ['pass deprecation not deprecated', 'pass sunset no end announced', 'fail missing pay-version'],
    ],
  ] as const)('%s', async (_name, expectation, headers, expected) => {
    expect(await judged(expectation, headers)).toEqual(expected);
  });

  test.each([
    ['deprecation', '@999999999999999', 'fail malformed deprecation @999999999999999'],
    ['deprecation', '@1800000000000', 'fail malformed deprecation @1800000000000'],
    ['deprecation', '@-999999999999999', 'fail malformed deprecation @-999999999999999'],
    ['sunset', 'Mon, 31 Feb 2027 00:00:00 GMT', 'fail malformed sunset Mon, 31 Feb 2027 00:00:00 GMT'],
    ['sunset', 'Monday, 31-Feb-27 00:00:00 GMT', 'fail malformed sunset Monday, 31-Feb-27 00:00:00 GMT'],
    ['sunset', 'Mon Feb 31 00:00:00 2027', 'fail malformed sunset Mon Feb 31 00:00:00 2027'],
    ['pay-version', '2026-02-31', 'fail malformed pay-version 2026-02-31'],
  ])('%s: %s is no date', async (name, value, told) => {
    const expectation = name === version.header ? { version } : {};
    expect(await judged(expectation, [[name, value]])).toContain(told);
  });

  test('an end in a year of five digits is told whole', async () => {
    const [, , end] = await results({ version }, [['pay-version', '9999-12-31']]);
    expect(end?.detail).toContain('The end is on +010000-12-30, ');
  });

  test('the links that tell more are shown, and no others', async () => {
    const links =
      '<https://pay.example/sunset>; rel="sunset"; type="text/html", </v2>; rel="successor-version", </next>; rel="next"';
    const [, sunset] = await results({}, [SUNSET, ['link', links]]);
    expect(sunset?.detail).toBe(
      'The end is on 2027-03-01, 94 days from now. See https://pay.example/sunset (sunset), /v2 (successor-version).',
    );
  });

  test('a link that cannot be read hides nothing else', async () => {
    expect(await judged({}, [SUNSET, ['link', '<<<;;']])).toEqual([
      'pass deprecation not deprecated',
      'pass sunset 94d',
    ]);
  });
});
