// One input for every diagnostic code that concerns drills; ▸ marks the place that must be named.
import type { Case } from './diagnostic-cases.ts';
import { edited, WHOLE } from './fixture.ts';

const SCENARIO = 'docs/scenarios/bad-shape.mdx';
const DRILL = 'docs/drills/bad-shape-live.mdx';
const scenario = (from: string, to: string) => () => edited(SCENARIO, from, to);
const drill = (from: string, to: string) => () => edited(DRILL, from, to);

const TABLETOP = `---
title: T
description: d
drill:
  kind: tabletop
  scenario: bad-shape
  takes: 30m
  objectives: [Decide.]
  success: [The desk was called in time.]
  roles: { lead: core, scribe: core }
  injects:
    - { at: 0m, to: lead, tell: Amounts look odd., expect: Opens the runbook. }
    - { at: 10m, to: scribe, tell: The desk asks., expect: Reads the timeline. }
  debrief: [What was late?]
---
`;
const tabletop = (from: string, to: string) => () => {
  if (!TABLETOP.includes(from)) throw new Error(`The exercise has no "${from}".`);
  return { 'docs/drills/bad-shape-talk.mdx': TABLETOP.replace(from, to) };
};
const missing = (key: string, line: RegExp, hint: string): Case => ({
  code: 'missing-key',
  name: `a tabletop exercise without ${key}`,
  files: () => {
    const text = TABLETOP.replace(line, '').replace('drill:\n', '▸drill:\n');
    return { 'docs/drills/bad-shape-talk.mdx': text };
  },
  message: `"drill.${key}" is missing.`,
  hint,
});

const STEP_HINT = `Change the walk, or the step in src/content/${SCENARIO}.`;

export const DRILL_CASES: readonly Case[] = [
  {
    code: 'unknown-check',
    name: 'of a drill',
    files: drill('check: shape', 'check: ▸shap'),
    message: 'No check has the id "shap".',
    hint: 'Did you mean "shape"?',
  },
  {
    code: 'unknown-fault',
    name: 'of a drill',
    files: drill('fault: text', 'fault: ▸txt'),
    message: 'No fault has the id "txt".',
    hint: 'Did you mean "text"?',
  },
  {
    code: 'scenario-without-drill',
    name: 'a drill that is not there',
    files: scenario('drill: bad-shape-live', 'drill: ▸bad-shape-dead'),
    message: 'No drill has the id "bad-shape-dead", so nothing proves this scenario.',
    hint: 'Did you mean "bad-shape-live"?',
  },
  {
    code: 'drill-mismatch',
    name: 'a tabletop exercise proves nothing',
    files: () => ({
      [SCENARIO]: (WHOLE[SCENARIO] ?? '').replace('drill: bad', 'drill: ▸bad'),
      [DRILL]: TABLETOP,
    }),
    message: 'The drill "bad-shape-live" is a tabletop exercise.',
    hint: 'Name a drill of the kind live-fire.',
  },
  {
    code: 'drill-skipped',
    name: 'a drill that nobody sees',
    files: drill('title: Bad', 'draft: ▸true\ntitle: Bad'),
    message: 'The page is a draft.',
    hint: 'Remove `draft`, or keep the page out of the repository until it is ready.',
  },
  {
    code: 'walk-mismatch',
    name: 'a step that the runbook lost',
    files: drill('step: isolate', 'step: ▸insulate'),
    message: 'The runbook has no step "insulate", in which the drill must see fallback done.',
    hint: STEP_HINT,
  },
  {
    code: 'walk-mismatch',
    name: 'a step that the drill leaves out',
    files: drill(
      '    - { step: confirm, sees: { shape: fail, go-on: proceed } }\n    - { step: isolate',
      '    - { step: ▸isolate',
    ),
    message: 'The drill does not walk the step "confirm" of the runbook.',
    hint: STEP_HINT,
  },
  {
    code: 'drill-mismatch',
    name: 'an action that only a person may do',
    files: () => ({
      ...edited('actions/fallback.yaml', 'unattended: sandbox\n', ''),
      ...edited(DRILL, 'fallback: done', '▸fallback: done'),
    }),
    message:
      'The drill does "fallback" in the sandbox, and its definition says that it is never done unattended.',
    hint: 'Give the action `unattended: sandbox`; elsewhere a person does it all the same.',
  },
  {
    code: 'walk-mismatch',
    name: 'an outcome that an action cannot have',
    files: drill('fallback: done', '▸fallback: pass'),
    message: 'The action "fallback" can end as done, and not as pass.',
    hint: STEP_HINT,
  },
  {
    code: 'walk-mismatch',
    name: 'an undo of what was not done',
    files: drill('shape: fail, go-on: proceed', 'shape: fail, go-on: proceed, ▸fallback: undone'),
    message: 'No step before "confirm" does the action "fallback".',
    hint: STEP_HINT,
  },
  {
    code: 'unproven-step',
    name: 'a step that only asks a person',
    files: scenario(
      'See <FailureMode',
      '▸<Step id="close" title="Close">\n\nTell the desk.\n\n</Step>\n\nSee <FailureMode',
    ),
    message: 'The step "close" has no check, action or decision, so no drill could miss it.',
    hint: 'Place the check that shows that it was done, or make it part of another step.',
    besides: ['walk-mismatch'],
  },
  {
    code: 'telltale-fault',
    name: 'a fault with the name of its failure mode',
    files: () => ({
      ...edited(DRILL, 'fault: text', 'fault: ▸drift'),
      'faults/drift.yaml': WHOLE['faults/text.yaml'],
    }),
    message: 'The fault "drift" has the name of the failure mode that it must be recognised as.',
    hint: 'Name a fault by what it does.',
  },
  {
    code: 'unfit-inject',
    name: 'told to nobody',
    files: tabletop('at: 10m, to: scribe', 'at: 10m, to: ▸scrib'),
    message: 'The exercise has no role "scrib".',
    hint: 'Did you mean "scribe"?',
  },
  {
    code: 'unfit-inject',
    name: 'told before the one above it',
    files: tabletop(
      'at: 0m, to: lead, tell: Amounts look odd., expect: Opens the runbook. }\n    - { at: 10m',
      'at: 20m, to: lead, tell: Amounts look odd., expect: Opens the runbook. }\n    - { at: ▸10m',
    ),
    message: 'It is told after 10m, and the one before it after 20m.',
    hint: 'Put the injects in the order of the clock.',
  },
  {
    code: 'unfit-inject',
    name: 'told when everybody has gone',
    files: tabletop('at: 10m', 'at: ▸40m'),
    message: 'It is told after 40m, and the exercise takes 30m.',
    hint: 'Tell it earlier, or plan more time.',
  },
  missing('success', /^ {2}success.*\n/m, 'What must be true at the end for it to count as passed.'),
  missing('roles', /^ {2}roles.*\n/m, 'Role to the team that plays it.'),
  missing('injects', /^ {2}injects:\n( {4}.*\n)+/m, 'What is told to the participants, by the clock.'),
  missing('debrief', /^ {2}debrief.*\n/m, 'Questions of the debrief form.'),
  {
    code: 'unknown-key',
    name: 'a tabletop exercise with a key of a live-fire drill',
    files: tabletop('takes: 30m', 'takes: 30m\n  ▸fault: text'),
    message: 'No key is called "fault" in "drill".',
    hint: 'Known: debrief, followUpWithin, injects, kind, objectives, roles, scenario, success, and 1 more.',
  },
];
