// One input for every diagnostic code that concerns pages; ▸ marks the place that must be named.
import type { Case } from './diagnostic-cases.ts';
import { edited, WHOLE } from './fixture.ts';

const SCENARIO = 'docs/scenarios/bad-shape.mdx';
const scenario = (from: string, to: string) => () => edited(SCENARIO, from, to);
const integration = (from: string, to: string) => () => edited('docs/integrations/pay.mdx', from, to);
const home = (body: string) => () => ({ 'docs/index.mdx': `${WHOLE['docs/index.mdx']}\n${body}\n` });

export const PAGE_CASES: readonly Case[] = [
  {
    code: 'mdx-syntax',
    name: 'a tag that is not closed',
    files: home('▸<Step id="a" title="A">\n\nText.'),
    message: 'Expected a closing tag for `<Step>` (6:1).',
    hint: 'Every <Tag> needs its </Tag>, in the same block.',
  },
  {
    code: 'mdx-syntax',
    name: 'a scenario whose text cannot be read, which is then not said to lack steps and checks',
    files: () => {
      const { [SCENARIO]: text } = edited(SCENARIO, '', '');
      return { [SCENARIO]: `${text}\n▸<Step id="a" title="A">\n\nText.\n` };
    },
    message: 'Expected a closing tag for `<Step>` (41:1).',
    hint: 'Every <Tag> needs its </Tag>, in the same block.',
  },
  {
    code: 'mdx-syntax',
    name: 'an import that cannot be read',
    files: home('import x from\n\n▸hi'),
    message: 'Could not parse esm with oxc: Unexpected token.',
  },
  {
    code: 'mdx-syntax',
    name: 'a brace in the text',
    files: home('Send ▸{ "amount": 1 to it.'),
    message: 'Unexpected end of file in expression, expected a corresponding closing brace for `{`.',
    hint: 'A brace begins an expression; write \\{ for the character itself.',
  },
  {
    code: 'front-matter-missing',
    name: 'a page that begins with its text',
    files: () => ({ 'docs/odd.mdx': '▸# Odd\n' }),
    message: 'The page has no front matter.',
    hint: 'Begin the file with ---, a title and a description, and --- again.',
  },
  {
    code: 'yaml-syntax',
    name: 'in front matter',
    files: () => ({ 'docs/index.mdx': '---\ntitle: ▸Home: sweet\n---\n' }),
    message: 'Nested mappings are not allowed in compact mappings.',
    hint: 'Quote a text that has a colon and a space in it.',
  },
  {
    code: 'page-clash',
    name: 'a file and a folder of one name',
    files: () => ({ 'docs/glossary/contract/index.mdx': `▸${WHOLE['docs/index.mdx']}` }),
    message: 'src/content/docs/glossary/contract.mdx is served at the same address.',
    hint: 'Keep one of the two files.',
  },
  {
    code: 'duplicate-id',
    name: 'a scenario and a failure mode with one short address',
    files: () => ({
      'docs/failure-modes/bad-shape.mdx': WHOLE['docs/failure-modes/drift.mdx'],
      [SCENARIO]: (WHOLE[SCENARIO] ?? '').replace('scenario:', '▸scenario:'),
    }),
    message: 'src/content/docs/failure-modes/bad-shape.mdx has the id "bad-shape" too.',
    hint: 'Rename one of the two files.',
  },
  {
    code: 'page-kinds',
    name: 'a term that is a change too',
    files: () =>
      edited('docs/glossary/contract.mdx', 'term:', '▸change: { date: 2026-11-01, kind: added }\nterm:'),
    message: 'The page is already of the kind "term".',
    hint: 'Give each kind a page of its own.',
  },
  {
    code: 'nested-step',
    name: 'a step in a step',
    files: home('<Step id="a" title="A">\n  ▸<Step id="b" title="B">\n    Text.\n  </Step>\n</Step>'),
    message: 'A step cannot stand inside another step.',
    hint: 'Close the outer step first.',
  },
  {
    code: 'duplicate-step',
    name: 'one id twice',
    files: scenario(
      '<Step id="isolate" title',
      '<Step id="isolate" title="x" />\n\n<Step id="▸isolate" title',
    ),
    message: 'The page already has a step "isolate".',
    hint: 'Rename one of the two.',
    besides: ['unproven-step', 'walk-mismatch'],
  },
  {
    code: 'unplaced-decision',
    name: 'declared and nowhere shown',
    files: () => ({
      [SCENARIO]: (WHOLE[SCENARIO] ?? '').replace('<Decision id="go-on" />', '').replace('go-on:', '▸go-on:'),
    }),
    message: 'The decision "go-on" stands nowhere on the page.',
    hint: 'Place <Decision id="go-on" /> in a step.',
    besides: ['walk-mismatch'],
  },
  {
    code: 'unplaced-check',
    name: 'a decision without its check',
    files: scenario('check: shape, assertion: contract', 'check: ▸ping, assertion: status'),
    message: 'The decision looks at "ping", which the page places nowhere.',
    hint: 'Place <Check id="ping" /> in a step before the decision.',
    besides: ['unknown-assertion'],
  },
  {
    code: 'unknown-check',
    name: 'in the text, past wide characters',
    files: scenario('Look at é and 😀 first.', 'Look at é and 😀 first: <Check id="▸pnig" />'),
    message: 'No check has the id "pnig".',
    hint: 'Did you mean "ping"?',
    besides: ['walk-mismatch'],
  },
  {
    code: 'unknown-check',
    name: 'with lines that end in CR LF',
    files: () => ({
      'docs/index.mdx': '---\r\ntitle: é\r\ndescription: d\r\n---\r\n\r\n😀 <Check id="▸pnig" />',
    }),
    message: 'No check has the id "pnig".',
    hint: 'Did you mean "ping"?',
  },
  {
    code: 'unknown-action',
    name: 'in a list',
    files: scenario('<Action id="fallback" />', '<Action id="▸fallbak" />'),
    message: 'No action has the id "fallbak".',
    hint: 'Did you mean "fallback"?',
    besides: ['walk-mismatch'],
  },
  {
    code: 'unknown-decision',
    name: 'on a page that is no scenario',
    files: home('<Decision id="▸go-on" />'),
    message: 'No decision of this page has the id "go-on".',
    hint: 'Decisions are declared in the front matter of a scenario, under scenario.decisions.',
  },
  {
    code: 'unknown-step',
    name: 'a decision that leads nowhere',
    files: scenario('to: isolate', 'to: ▸isolat'),
    message: 'No step of this page and no page is called "isolat".',
    hint: 'Did you mean "isolate"?',
  },
  {
    code: 'unknown-assertion',
    name: 'an assertion that the check does not make',
    files: scenario('assertion: contract', 'assertion: ▸contrat'),
    message: 'The check "shape" makes no assertion "contrat".',
    hint: 'Did you mean "contract"?',
  },
  {
    code: 'unknown-assertion',
    name: 'a latency that the check does not measure',
    files: scenario(
      'on: assertion, check: shape, assertion: contract, is: fail',
      'on: error-rate, check: ▸shape, above: 0.1',
    ),
    message: 'The check "shape" makes no assertion "latency".',
    hint: 'Known: contract, status.',
  },
  {
    code: 'unknown-integration',
    name: 'of a scenario',
    files: scenario('integration: pay', 'integration: ▸pey'),
    message: 'No integration has the id "pey".',
    hint: 'Did you mean "pay"?',
  },
  {
    code: 'unknown-credential',
    name: 'a credential that an environment lacks',
    files: integration('kind: bearer, token: token', 'kind: bearer, token: ▸tokn'),
    message: 'The environment "sandbox" has no credential "tokn".',
    hint: 'Did you mean "token"?',
  },
  {
    code: 'unknown-credential',
    name: 'of a source of webhooks',
    files: integration('secret: token } }', 'secret: ▸tokn } }'),
    message: 'The environment "sandbox" has no credential "tokn".',
    hint: 'Did you mean "token"?',
  },
  {
    code: 'unknown-contract',
    name: 'of an integration',
    files: integration('contract: contracts/pay.yaml', 'contract: ▸contracts/paid.yaml'),
    message: 'No contract stands at "contracts/paid.yaml".',
    hint: 'Did you mean "contracts/pay.yaml"?',
  },
  {
    code: 'unknown-team',
    name: 'a reviewer who does not exist',
    files: scenario('review: { owner: core', 'review: { owner: ▸care'),
    message: 'No team has the id "care".',
    hint: 'Did you mean "core"?',
  },
  {
    code: 'unknown-policy',
    name: 'an escalation to nobody',
    files: scenario('policy: sev2', 'policy: ▸sev3'),
    message: 'No escalation policy has the id "sev3".',
    hint: 'Did you mean "sev2"?',
  },
  {
    code: 'unknown-term',
    name: 'in the text',
    files: scenario('<Term id="contract">', '<Term id="▸contrakt">'),
    message: 'No glossary term has the id "contrakt".',
    hint: 'Did you mean "contract"?',
  },
  {
    code: 'unknown-failure-mode',
    name: 'in the text',
    files: scenario('<FailureMode id="drift" />', '<FailureMode id="▸drft" />'),
    message: 'No failure mode has the id "drft".',
    hint: 'Did you mean "drift"?',
  },
  {
    code: 'unknown-page',
    name: 'a change that affects nothing',
    files: () => edited('docs/changelog/first.mdx', 'affects: [pay]', 'affects: [▸pey]'),
    message: 'No page and no integration is called "pey".',
    hint: 'Did you mean "pay"?',
  },
];
