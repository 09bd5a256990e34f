// One input for every diagnostic code that concerns a page's elements; ▸ marks the place that must be named.
import type { Case } from './diagnostic-cases.ts';
import { WHOLE } from './fixture.ts';

const home = (body: string) => () => ({ 'docs/index.mdx': `${WHOLE['docs/index.mdx']}\n${body}\n` });
const KNOWN = 'Known: Action, Check, Decision, FailureMode, Fault, RunnerStatus, Seal, Step, and 1 more.';

export const ELEMENT_CASES: readonly Case[] = [
  {
    code: 'unknown-element',
    name: 'a letter too few',
    files: home('▸<Chek id="ping" />'),
    message: 'No component is called "Chek".',
    hint: 'Did you mean "Check"?',
  },
  {
    code: 'unknown-element',
    name: 'a component of a library that the site does not hand to pages',
    files: home('<b>Bold</b> ▸<Tabs>one</Tabs>'),
    message: 'No component is called "Tabs".',
    hint: KNOWN,
  },
  {
    code: 'unknown-element',
    name: 'a part of something, inside what is known',
    files: home('<Term id="contract">a ▸<foo.bar /></Term>'),
    message: 'No component is called "foo.bar".',
    hint: KNOWN,
  },
  {
    code: 'unknown-attribute',
    name: 'an undo that the walk of a drill declares',
    files: home('<Check id="ping" ▸undo />'),
    message: '<Check> has no attribute "undo".',
    hint: 'Known: id.',
  },
  {
    code: 'page-import',
    name: 'an import',
    files: home("▸import { Tabs } from '@astrojs/starlight/components';"),
    message: 'A page imports and exports nothing.',
    hint: 'Remove the line: every component is provided. If it is prose, begin it with another word.',
  },
  {
    code: 'page-import',
    name: 'an export',
    files: home('Text.\n\n▸export const amount = 1;'),
    message: 'A page imports and exports nothing.',
    hint: 'Remove the line: every component is provided. If it is prose, begin it with another word.',
  },
  {
    code: 'page-expression',
    name: 'a check that only the site would see, beside a comment, which may stand',
    files: home('{/* why */}\n\nLook: ▸{true && <Check id="ping" />}'),
    message: 'A page computes nothing.',
    hint: 'Write out what the page shows; write \\{ for the character itself.',
  },
  {
    code: 'missing-attribute',
    name: 'a check without an id',
    files: home('▸<Check />'),
    message: '<Check> needs the attribute "id".',
    hint: 'Write <Check id="…">.',
  },
  {
    code: 'computed-attribute',
    name: 'an id that only the site knows',
    files: home('<Check label="a > b" id=▸{"pi" + "ng"} />'),
    message: 'The "id" of <Check> must be plain text.',
    hint: 'Write id="…" without braces.',
    besides: ['unknown-attribute'],
  },
];
