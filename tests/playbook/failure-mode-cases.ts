// Inputs for the diagnostics of failure modes: what their signatures and checks contradict.
import type { Case } from './diagnostic-cases.ts';
import { edited } from './fixture.ts';

const mode = (from: string, to: string) => () => edited('docs/failure-modes/drift.mdx', from, to);

export const FAILURE_MODE_CASES: readonly Case[] = [
  {
    code: 'unknown-scenario',
    name: 'of a failure mode',
    files: mode('scenarios: [bad-shape]', 'scenarios: [▸bad-shap]'),
    message: 'No scenario has the id "bad-shap".',
    hint: 'Did you mean "bad-shape"?',
  },
  {
    code: 'mode-not-recognisable',
    name: 'no check makes the assertion',
    files: mode('recognisedBy: [shape]', '▸recognisedBy: [ping]'),
    message: 'None of the checks in "recognisedBy" can show "drift".',
    hint: 'Name a check that makes one of the assertions of the signature.',
  },
  {
    code: 'matcher-never-matches',
    name: 'one of several looks at what no check sees',
    files: mode('signature: [{', 'signature: [▸{ assertion: token, reason: r }, {'),
    message: 'No check in "recognisedBy" can show this.',
    hint: '"shape" makes no assertion "token".',
  },
  {
    code: 'matcher-never-matches',
    name: 'a problem that makes the result an error',
    files: mode('signature: [{', 'signature: [▸{ problem: [network-down], reason: r }, {'),
    message: 'A result with the problem network-down is an error, so no failure mode is looked for.',
  },
  {
    code: 'matcher-never-matches',
    name: 'what is wanted is excluded',
    files: mode('signature: [{', 'signature: [▸{ status: [429], noneOf: [{ status: [4xx] }], reason: r }, {'),
    message: 'What "noneOf" excludes is there whenever the rest holds.',
  },
  {
    code: 'unknown-code',
    name: 'of an assertion',
    files: mode('code: [type-changed]', 'code: [▸type-change]'),
    message: 'The assertion "contract" has no code "type-change".',
    hint: 'Did you mean "type-changed"?',
  },
  {
    code: 'red-and-green',
    name: 'a check that recognises the failure stays green',
    files: mode('recognisedBy: [shape]', 'recognisedBy: [shape]\n  staysGreen: [ping, ▸shape]'),
    message: '"shape" stands in "recognisedBy" too, so it turns red.',
    hint: 'Remove one of the two.',
  },
];
