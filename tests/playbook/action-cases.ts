// What an action owes: a way back, what verifies it, and what its kind asks for.
import type { Case } from './diagnostic-cases.ts';
import { edited, WHOLE } from './fixture.ts';

const whole = WHOLE['actions/fallback.yaml'] ?? '';
const action = (from: string, to: string) => () => edited('actions/fallback.yaml', from, to);

/** Of a kind that knows the way back, is only for a while, and goes ahead only with a reason. */
const careful = (text: string, mark = '') => ({
  'actions/fallback.yaml':
    mark + whole.replace('kind: change', 'kind: careful').replace(/^undo:.*\n/m, '') + text,
});

export const ACTION_CASES: readonly Case[] = [
  {
    code: 'unknown-check',
    name: 'in the verify of an action',
    files: action('verify: [ping]', 'verify: [▸pong]'),
    message: 'No check has the id "pong".',
    hint: 'Did you mean "ping"?',
  },
  {
    code: 'unknown-check',
    name: 'as a precondition',
    files: action('verify: [ping]', 'verify: [ping]\npreconditions: [▸pong]'),
    message: 'No check has the id "pong".',
    hint: 'Did you mean "ping"?',
  },
  {
    code: 'unknown-check',
    name: 'in a condition that must hold before',
    files: action(
      'verify: [ping]',
      'verify: [ping]\npreconditions: [{ on: verdict, check: ▸pong, is: pass }]',
    ),
    message: 'No check has the id "pong".',
    hint: 'Did you mean "ping"?',
  },
  {
    code: 'schema',
    name: 'in a condition that must hold before, a verdict that there is not',
    files: action(
      'verify: [ping]',
      'verify: [ping]\npreconditions: [{ on: verdict, check: ping, is: ▸green }]',
    ),
    message: '"preconditions.0.is" must be one of pass, fail, error, not "green".',
    hint: 'Known: error, fail, pass.',
  },
  {
    code: 'unknown-assertion',
    name: 'a precondition on what the check never looks at',
    files: action(
      'verify: [ping]',
      'verify: [ping]\npreconditions: [{ on: assertion, check: shape, assertion: ▸contrakt, is: pass }]',
    ),
    message: 'The check "shape" makes no assertion "contrakt".',
    hint: 'Did you mean "contract"?',
  },
  {
    code: 'action-without-undo',
    name: 'no way back',
    files: () => ({ 'actions/fallback.yaml': `▸${whole.replace(/^undo:.*\n/m, '')}` }),
    message: 'The action has no "undo".',
    hint: 'Declare it, or mark the action with "irreversible: true".',
  },
  {
    code: 'action-without-verify',
    name: 'nothing shows that it worked',
    files: action('verify: [ping]', '▸verify: []'),
    message: 'The action has no "verify".',
    hint: 'Declare it, or mark the action with "irreversible: true".',
  },
  {
    code: 'irreversible-with-undo',
    name: 'both at once',
    files: action('undo:', 'irreversible: true\n▸undo:'),
    message: 'The action is marked irreversible and has an "undo".',
    hint: 'Remove one of the two.',
  },
  {
    code: 'irreversible-with-undo',
    name: 'no way back, and an end at which it would be taken',
    files: action(whole.match(/^undo:.*\n/m)?.[0] ?? '', 'irreversible: true\n▸expires: 1h\n'),
    message: 'The action is marked irreversible and has an "expires".',
    hint: 'Remove one of the two.',
  },
  {
    code: 'schema',
    name: 'a parameter that no value fits',
    files: action(
      'verify: [ping]',
      'verify: [ping]\nparameters: { rps: { type: integer, min: 60, max: ▸50 } }',
    ),
    message: '"parameters.rps.max": it is below `min`, so no value fits.',
    hint: 'Largest value.',
  },
  {
    code: 'own-undo',
    name: 'an undo beside that of the kind',
    files: () =>
      careful('expires: 1h\npreconditions: [ping]\n▸undo: { request: { path: /x, auth: operator } }\n'),
    message: 'The kind "careful" puts back what it replaced by itself.',
    hint: 'Remove the "undo".',
  },
  {
    code: 'action-without-expiry',
    name: 'a kind that is only for a while',
    files: () => careful('preconditions: [ping]\n', '▸'),
    message: 'An action of the kind "careful" has no "expires".',
    hint: 'Say when it ends by itself: expires: 1h',
  },
  {
    code: 'action-without-precondition',
    name: 'a kind that needs a reason to go ahead',
    files: () => careful('expires: 1h\n', '▸'),
    message: 'An action of the kind "careful" has no "preconditions".',
    hint: 'Declare what must be seen before it may go ahead.',
  },
];
