// Drafts a live-fire drill from its runbook: what each step places, and what it will most likely show.
import type { PageWith, Playbook, Step } from '../playbook.ts';
import type { WalkStep } from '../schema/drill.ts';

/** What a draft is made from; the person corrects the rest. */
export interface DrillWish {
  readonly scenario: PageWith<'scenario'>;
  readonly fault: string;
  /** Today, YYYY-MM-DD. */
  readonly today: string;
}

interface Guess {
  readonly detect: string;
  readonly recover: string;
  readonly walk: readonly WalkStep[];
}

const placed = (steps: readonly Step[], element: string) =>
  steps.flatMap((step) => step.placements.filter((one) => one.element === element).map(({ id }) => id));

/** The first check turns red; what verifies the first action turns green again; later the first check does too. */
function guess({ actions }: Playbook, { steps }: PageWith<'scenario'>): Guess {
  const checks = placed(steps, 'Check');
  const detect = checks[0] ?? 'name-a-check';
  const acting = steps.findIndex((step) => step.placements.some((one) => one.element === 'Action'));
  const taken = placed(steps, 'Action').filter((id) => actions.get(id)?.irreversible === false);
  const verify = placed(steps, 'Action').flatMap((id) => actions.get(id)?.verify ?? []);
  const recover = verify[0] ?? checks.find((id) => id !== detect) ?? detect;
  const ending = steps.findIndex(
    (step, at) => acting >= 0 && at > acting && step.placements.some((one) => one.id === detect),
  );
  const walk = steps.map((step, at): WalkStep => {
    const over = ending >= 0 && at >= ending;
    const red = (id: string) => !over && (id === detect || (id === recover && at <= acting));
    const entries = step.placements.map(({ element, id }) => {
      if (element === 'Action') return [id, 'done'] as const;
      if (element === 'Decision') return [id, 'proceed'] as const;
      return [id, red(id) ? 'fail' : 'pass'] as const;
    });
    const undone = at === ending ? taken.map((id) => [id, 'undone'] as const) : [];
    const [first = [], ...rest] = entries.map((one) => [one]);
    return {
      step: step.id,
      mended: at === ending,
      sees: Object.fromEntries([...first, ...undone, ...rest.flat()]),
    };
  });
  return { detect, recover, walk };
}

function walkLines(walk: readonly WalkStep[]): string[] {
  return walk.flatMap(({ step, mended, sees }) => [
    `    - step: ${step}`,
    ...(mended ? ['      mended: true'] : []),
    '      sees:',
    ...Object.entries(sees).map(([id, seen]) => `        ${id}: ${seen}`),
  ]);
}

/** What another drill shows to be whole, of the same integration where there is one; else the author is asked. */
function conserveLine({ drills, scenarios }: Playbook, integration: string): string {
  const conserving = [...drills.values()].flatMap(({ drill }) =>
    drill.kind === 'live-fire' && drill.conserve ? [{ ...drill, conserve: drill.conserve }] : [],
  );
  const near = conserving.find(
    ({ scenario }) => scenarios.get(scenario)?.scenario.integration === integration,
  );
  const conserve = (near ?? conserving[0])?.conserve;
  return conserve === undefined
    ? '  # conserve: { check: …, within: 15s } holds it to a check of counts and amounts: nothing lost, nothing doubled.'
    : `  conserve: { check: ${conserve.check}, within: ${conserve.within.text} }`;
}

/** The page of the drill as MDX. */
export function draftDrillOfRunbook(playbook: Playbook, { scenario, fault, today }: DrillWish): string {
  const { detect, recover, walk } = guess(playbook, scenario);
  const { failureModes, roles, afterwards } = scenario.scenario;
  const green = new Set([detect, recover, ...afterwards.flatMap(({ check }) => check ?? [])]);
  const title = JSON.stringify(`Drill: ${scenario.title}`);
  const owner = scenario.review?.owner ?? Object.values(roles)[0] ?? 'integrations';
  return [
    ...['---', `title: ${title}`],
    `description: ${JSON.stringify(`${playbook.faults.get(fault)?.title ?? fault}. The runbook must see it, name it and bring recovery.`)}`,
    ...['drill:', '  kind: live-fire', `  scenario: ${scenario.id.split('/').at(-1)}`, `  fault: ${fault}`],
    `  baseline: [${[...green].join(', ')}]`,
    `  detect: { check: ${detect}, within: 20s }`,
    `  expect: { failureMode: ${failureModes[0]} }`,
    ...['  walk:', ...walkLines(walk)],
    `  recover: { check: ${recover}, within: 10s }`,
    conserveLine(playbook, scenario.scenario.integration),
    ...['  objectives:', `    - ${detect} turns red, and its result ranks ${failureModes[0]} first.`],
    `    - The runbook brings ${recover} back while the fault still lasts.`,
    '    - Nothing of the mitigation is left at the end.',
    `review: { owner: ${owner}, every: P90D, last: '${today}' }`,
    ...['---', '## What is broken', ''],
    `The <Term id="fault">fault</Term> \`${fault}\`: ${(playbook.faults.get(fault)?.expect ?? '').replaceAll(/[<{]/g, '\\$&')}`,
    ...[
      '',
      '## When it fails',
      '',
      'A line of the timeline says which step was something else than declared, and what it was.',
      '',
    ],
  ].join('\n');
}
