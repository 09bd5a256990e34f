// Places where one of several forms may stand, and what stands there is none of them.
import type { Case } from './diagnostic-cases.ts';
import { CHECK, http } from './expectation-cases.ts';
import { WHOLE } from './fixture.ts';

const body = (promise: string): Case['files'] => {
  return () => ({ [CHECK]: http(`  status: 200\n  body: [${promise}]\n`) });
};

const TESTS = 'equals, differs, oneOf, matches, type, range, count, exists, each';

const PAGE = 'docs/integrations/pay.mdx';

export const CHOICE_CASES: readonly Case[] = [
  {
    code: 'missing-key',
    name: 'a choice that was not made',
    files: () => ({
      [PAGE]: WHOLE[PAGE]?.replace('integration:', '▸integration:').replace(/ +criticality: .*\n/, ''),
    }),
    message: '"integration.criticality" is missing.',
    hint: 'What breaks when it is down. One of critical, high, medium, low.',
  },
  {
    code: 'missing-key',
    name: 'a path of which nothing is promised',
    files: body('▸{ path: $.id }'),
    message: `"expect.body.0" needs one of these keys: ${TESTS}.`,
  },
  {
    code: 'missing-key',
    name: 'a promise under a key that is none',
    files: body('▸{ path: $.id, max: 10 }'),
    besides: ['unknown-key'],
    message: `"expect.body.0" needs one of these keys: ${TESTS}.`,
  },
  {
    code: 'missing-key',
    name: 'a promise about nothing',
    files: body('▸{}'),
    message: `"expect.body.0" needs one of these keys: ${TESTS.replace(/\b(?=\w)/g, 'path and ')}, text, size.`,
  },
  {
    code: 'schema',
    name: 'a class of status in a list',
    files: () => ({ [CHECK]: http('  status: [200, ▸2xx]\n') }),
    message: '"expect.status.1" must be a number, not text.',
  },
  {
    code: 'unknown-key',
    name: 'two promises in one',
    files: body('{ path: $.id, equals: a, ▸matches: b }'),
    message: 'The key "matches" in "expect.body.0" can\'t stand beside the others.',
    hint: 'Give it an entry of its own in the list.',
  },
  {
    code: 'unknown-key',
    name: 'two promises about one header',
    files: () => ({ [CHECK]: http('  headers: { x-a: { equals: a, ▸exists: true } }\n') }),
    message: 'The key "exists" in "expect.headers.x-a" can\'t stand beside the others.',
  },
];
