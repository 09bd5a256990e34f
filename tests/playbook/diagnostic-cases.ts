// One input for every diagnostic code; ▸ marks the place that must be named.
import type { DiagnosticCode } from '../../runbook-runner/playbook/diagnostic-codes.ts';
import { ACTION_CASES } from './action-cases.ts';
import { CHANGE_CASES } from './change-cases.ts';
import { CHOICE_CASES } from './choice-cases.ts';
import { CONTRACT_CASES } from './contract-cases.ts';
import { DRILL_CASES } from './drill-cases.ts';
import { ELEMENT_CASES } from './element-cases.ts';
import { EXPECTATION_CASES } from './expectation-cases.ts';
import { FAILURE_MODE_CASES } from './failure-mode-cases.ts';
import { FAULT_CASES } from './fault-cases.ts';
import { edited, WHOLE } from './fixture.ts';
import { PAGE_CASES } from './page-cases.ts';
import { PASSAGE_CASES } from './passage-cases.ts';

export interface Case {
  readonly code: DiagnosticCode;
  readonly name: string;
  readonly files: () => Readonly<Record<string, string | undefined>>;
  readonly message: string;
  readonly hint?: string;
  /** Codes that follow from the same fault. */
  readonly besides?: readonly DiagnosticCode[];
}

const check = (from: string, to: string) => () => edited('checks/shape.yaml', from, to);
const only = (path: string, text: string) => () => ({ [path]: text });

const FILE_CASES: readonly Case[] = [
  {
    code: 'yaml-syntax',
    name: 'a list that never ends',
    files: only('contracts/pay.yaml', 'openapi: 3.1.0\npaths: [a, b▸\n'),
    message: 'Flow sequence in block collection must be sufficiently indented and end with a ].',
  },
  {
    code: 'yaml-syntax',
    name: 'the same key twice',
    files: only('contracts/pay.yaml', 'openapi: 3.1.0\n▸openapi: 3.1.0\n'),
    message: 'Map keys must be unique.',
    hint: 'Remove one of the two.',
  },
  {
    code: 'yaml-syntax',
    name: 'an anchor that does not exist',
    files: only('contracts/pay.yaml', 'openapi: ▸*none\n'),
    message: 'Unresolved alias (the anchor must be set before the alias): none.',
    hint: 'Write the values out.',
  },
  {
    code: 'yaml-syntax',
    name: 'a tag that would make an object',
    files: only('contracts/pay.yaml', 'openapi: ▸!!js/function x\n'),
    message: 'Unresolved tag: tag:yaml.org,2002:js/function.',
  },
  {
    code: 'yaml-syntax',
    name: 'a second document',
    files: only('contracts/pay.yaml', 'openapi: 3.1.0\n▸---\npaths: {}\n'),
    message: 'The file holds more than one document.',
    hint: 'Give each its own file, or remove the line --- and what follows.',
  },
  {
    code: 'not-utf8',
    name: 'text that was saved in another encoding',
    files: only(
      'contracts/pay.yaml',
      Buffer.from('openapi: 3.1.0\ninfo: { title: Z\xfcrich }\n', 'latin1')
        .toString()
        .replace('\ufffd', '▸\ufffd'),
    ),
    message: 'The file is not UTF-8 here.',
    hint: 'Save it as UTF-8.',
  },
  {
    code: 'alias-limit',
    name: 'aliases of aliases',
    files: only(
      'contracts/pay.yaml',
      `a: &a [1,1,1,1,1,1,1,1,1,1,1]\nb: &b [▸${Array(11).fill('*a').join(',')}]\nc: [${Array(11).fill('*b').join(',')}]\n`,
    ),
    message: 'Aliases expand to more than 100 values.',
    hint: 'Write the values out.',
  },
  {
    code: 'refused-key',
    name: 'constructor as a key',
    files: only('contracts/pay.yaml', 'openapi: 3.1.0\npaths: { ▸constructor: {} }\n'),
    message: '"constructor" is not allowed as a key.',
    hint: 'Give it another name.',
  },
  {
    code: 'invalid-id',
    name: 'capitals in a file name',
    files: only('checks/Ping_2.yaml', '▸title: x\n'),
    message: '"Ping_2" cannot serve as an id.',
    hint: 'Names have lower-case letters, digits and single hyphens.',
  },
  {
    code: 'stray-file',
    name: 'another ending',
    files: only('checks/pong.yml', '▸title: x\n'),
    message: 'Nothing reads "src/content/checks/pong.yml".',
    hint: 'Files in src/content/checks end in .yaml.',
  },
  {
    code: 'stray-file',
    name: 'a misspelt folder',
    files: only('check/pong.yaml', '▸title: x\n'),
    message: 'Nothing reads "src/content/check/pong.yaml".',
    hint: 'Did you mean "checks"?',
  },
  {
    code: 'duplicate-id',
    name: 'two checks of one name in two folders',
    files: () => ({ 'checks/vendor/ping.yaml': `▸${WHOLE['checks/ping.yaml']}` }),
    message: 'src/content/checks/ping.yaml has the id "ping" too.',
    hint: 'Rename one of the two files.',
  },
  {
    code: 'unknown-key',
    name: 'a misspelt key of a check',
    files: check('expect:', '▸expct:'),
    message: 'No key is called "expct" here.',
    hint: 'Did you mean "expect"?',
  },
  {
    code: 'unknown-key',
    name: 'a misspelt key further inside',
    files: check('contract: con', '▸contrat: con'),
    message: 'No key is called "contrat" in "expect".',
    hint: 'Did you mean "contract"?',
  },
  {
    code: 'missing-key',
    name: 'a check without a title',
    files: check('title: Charges fit\n', '▸'),
    message: '"title" is missing.',
    hint: 'The promise in a line: "Charges match the agreed contract".',
  },
  {
    code: 'missing-key',
    name: 'an action that does nothing',
    files: () => ({
      'actions/fallback.yaml': `▸${WHOLE['actions/fallback.yaml']?.replace(/^do:.*\n/m, '')}`,
    }),
    message: '"do" is missing.',
    hint: 'The change.',
  },
  {
    code: 'schema',
    name: 'text where a number belongs',
    files: check('status: 200', 'status: ▸ok'),
    message: '"expect.status" must be a number, not text.',
  },
  {
    code: 'schema',
    name: 'a duration without a unit',
    files: () => edited('policies/sev2.yaml', 'after: 0m', 'after: ▸5'),
    message: '"levels.0.after": 5 has no unit: a duration is written as 400ms, 30s, 15m, 4h or 14d.',
    hint: 'From the start, while nobody acknowledges.',
  },
  {
    code: 'schema',
    name: 'a value that is none of the choices',
    files: () => edited('policies/sev2.yaml', 'severity: sev2', 'severity: ▸sev9'),
    message: '"severity" must be one of sev1, sev2, sev3, sev4, not "sev9".',
    hint: 'Did you mean "sev1"?',
  },
  {
    code: 'schema',
    name: 'a duration that is none',
    files: () => edited('policies/sev2.yaml', 'after: 15m', 'after: ▸15 minutes'),
    message: '"vendor.after": "15 minutes" is not a duration such as 400ms, 30s, 15m, 4h or P90D.',
    hint: 'From the start of the incident.',
  },
  {
    code: 'schema',
    name: 'a discriminator that is none',
    files: check('type: string', 'type: ▸strin'),
    message: '"parameters.charge.type" must be one of string, enum, integer, not "strin".',
    hint: 'Did you mean "string"?',
  },
  {
    code: 'schema',
    name: 'a fault with a status that none has',
    files: only('faults/text.yaml', 'title: t\nkind: status\ntarget: pay\nexpect: e\nstatus: ▸200\n'),
    message: '"status": Too small: expected number to be >=400.',
    hint: 'Status that is answered instead.',
  },
  {
    code: 'schema',
    name: 'a list instead of a map',
    files: only('channels/room.yaml', '▸- name: Room\n'),
    message: 'The file must be a map, not a list.',
  },
  {
    code: 'unknown-kind',
    name: 'a misspelt kind of check',
    files: check('kind: probe', 'kind: ▸prob'),
    message: 'No kind is called "prob".',
    hint: 'Did you mean "probe"?',
  },
  {
    code: 'invalid-pattern',
    name: 'a look-ahead',
    files: check("pattern: 'ch_[a-z]+'", "pattern: ▸'(?=x)y'"),
    message:
      'The pattern cannot be compiled: error parsing regexp: invalid or unsupported Perl syntax: `(?=`.',
    hint: 'Patterns are RE2: no look-around and no back-references.',
  },
  {
    code: 'invalid-default',
    name: 'a default that the pattern refuses',
    files: check('default: ch_demo', 'default: ▸ch_9'),
    message: 'The default of "charge" does not fit: "ch_9" does not match ch_[a-z]+.',
  },
  {
    code: 'invalid-default',
    name: 'a default that no slot takes',
    files: check("'ch_[a-z]+', default: ch_demo", "'.+', default: ▸../x"),
    message: 'The default of "charge" does not fit: it holds a dot segment.',
  },
  {
    code: 'invalid-default',
    name: 'a default that the kind refuses',
    files: check('default: ch_demo', 'default: ▸ch_nobody'),
    message: 'The parameter "charge" is taken from nobody.',
  },
  {
    code: 'undeclared-parameter',
    name: 'a slot without a parameter',
    files: check("'/charges/{charge}'", "▸'/charges/{chrge}'"),
    message: 'The slot {chrge} has no parameter.',
    hint: 'Did you mean "charge"?',
  },
  {
    code: 'unknown-auth',
    name: 'a misspelt auth method',
    files: check('auth: operator', 'auth: ▸operater'),
    message: 'The integration "pay" has no auth method "operater".',
    hint: 'Did you mean "operator"?',
  },
  {
    code: 'unknown-source',
    name: 'a misspelt source of webhooks',
    files: check('integration: pay', 'integration: pay\nhears: ▸evnts'),
    message: 'The integration "pay" has no source of webhooks "evnts".',
    hint: 'Did you mean "events"?',
  },
  {
    code: 'unknown-origin',
    name: 'a misspelt origin',
    files: check('integration: pay', 'integration: pay\norigin: ▸statsu'),
    message: 'The environment "sandbox" of "pay" has no origin "statsu".',
    hint: 'Did you mean "status"?',
  },
  {
    code: 'unknown-contract',
    name: 'a contract that is not there',
    files: check('contract: contracts/pay.yaml', 'contract: ▸contracts/pey.yaml'),
    message: 'No contract stands at "contracts/pey.yaml".',
    hint: 'Did you mean "contracts/pay.yaml"?',
  },
  {
    code: 'unknown-channel',
    name: 'a team nobody can reach',
    files: () => edited('teams/core.yaml', 'channel: room', 'channel: ▸rom'),
    message: 'No channel has the id "rom".',
    hint: 'Did you mean "room"?',
  },
  {
    code: 'unknown-team',
    name: 'a level that notifies nobody',
    files: () => edited('policies/sev2.yaml', 'notify: [core]', 'notify: [▸cor]'),
    message: 'No team has the id "cor".',
    hint: 'Did you mean "core"?',
  },
  {
    code: 'unknown-integration',
    name: 'of a check',
    files: () => edited('checks/ping.yaml', 'integration: pay', 'integration: ▸bank'),
    message: 'No integration has the id "bank".',
    hint: 'Known: pay.',
  },
];

export const CASES: readonly Case[] = [
  ...FILE_CASES,
  ...ELEMENT_CASES,
  ...EXPECTATION_CASES,
  ...[...CHOICE_CASES, ...CONTRACT_CASES],
  ...PAGE_CASES,
  ...PASSAGE_CASES,
  ...FAILURE_MODE_CASES,
  ...DRILL_CASES,
  ...FAULT_CASES,
  ...ACTION_CASES,
  ...CHANGE_CASES,
];
