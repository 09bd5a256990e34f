// The check kind `change`: what changed in a window of time. In an incident it is the first question.
import { z } from 'zod';
import { DurationText } from '../ports/duration-text.ts';
import type { AssertionResult, KindOutcome } from '../ports/result.ts';
import { counted, spoken } from '../ports/spoken.ts';
import { broken, kept } from './assertions/result.ts';
import { slotsIn } from './assertions/slots.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';
import { askSources, ChangeSource } from './request/change-sources.ts';
import { told } from './request/document.ts';
import { requestFields } from './request/fields.ts';

const ChangeCheck = z.strictObject({
  window: DurationText.describe('How far to look back: 2h, 7d.'),
  sources: z.array(ChangeSource).min(1).describe('Where changes are recorded.'),
  auth: requestFields.auth,
  expect: z
    .strictObject({
      atMost: z.int().min(0).optional().describe('Most changes that are taken; any number when left out.'),
    })
    .prefault({})
    .describe('What must hold; when it is left out, the check passes and shows what changed.'),
});
type ChangeCheck = z.output<typeof ChangeCheck>;

/** Changes that a result keeps. */
const MAX_SHOWN = 50;
/** A clock that records changes may be ahead of ours; what is dated later is planned, and has not happened. */
const MAX_AHEAD_MS = 5 * 60_000;

function judge({ window, expect }: ChangeCheck, total: number): AssertionResult {
  const { atMost } = expect;
  const period = spoken(window);
  if (atMost === undefined) {
    const title = `changes of the last ${period} are shown`;
    return kept({ assertion: 'changes', title, expected: 'shown' }, total);
  }
  const claim = {
    assertion: 'changes',
    title: `at most ${counted(atMost, 'change')} in the last ${period}`,
    expected: atMost,
  };
  if (total <= atMost) return kept(claim, total);
  return broken(
    claim,
    total,
    'changed',
    `${total === 1 ? 'A change was' : `${total} changes were`} recorded.`,
  );
}

const isWithin = (atMs: number, since: Date, until: Date): boolean =>
  atMs >= since.getTime() && atMs <= until.getTime() + MAX_AHEAD_MS;

async function look(input: CheckInput<ChangeCheck>, ports: CheckPorts): Promise<KindOutcome> {
  const { window, sources, auth } = input.definition;
  const until = ports.clock.now();
  const since = new Date(until.getTime() - window.ms);
  const answers = await askSources(input, ports, { sources, auth, since });
  const items = answers
    .flatMap((one) => one.changes)
    .filter(({ at }) => isWithin(Date.parse(at), since, until))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const evidence = answers.findLast((one) => one.exchange);
  const allTold = answers.every(({ assertions }) => assertions.every(({ outcome }) => outcome === 'pass'));
  return {
    assertions: [...answers.flatMap((one) => one.assertions), judge(input.definition, items.length)],
    problem: answers.find((one) => one.problem)?.problem,
    phases: evidence?.phases,
    exchange: evidence?.exchange,
    // That nothing changed is known only when every source told.
    changes:
      items.length === 0 && !allTold
        ? undefined
        : {
            since: since.toISOString(),
            until: until.toISOString(),
            total: items.length,
            items: items.slice(0, MAX_SHOWN),
          },
  };
}

const sourceWords = (source: ChangeSource): string =>
  'git' in source ? `commits to \`${source.git.paths.join(' ')}\`` : source.records.name;

export const changeCheck: CheckKind<ChangeCheck> = {
  kind: 'change',
  title: 'Changes in a window',
  summary:
    'Lists what changed lately, newest first, from commits and from records of deploys and configuration.',
  schema: ChangeCheck,
  example: `title: What changed around order-sync in the last day
integration: order-sync
kind: change
window: 24h
auth: order-sync-operator
sources:
  - git: { paths: [src/content/docs/integrations, src/content/contracts] }
  - records:
      name: configuration of order-sync
      path: /config/revisions
      items: $.data
      time: $.at
      title: $.change
expect: {}
`,
  references: ({ auth, sources }) => ({
    ...(auth === undefined ? {} : { auth }),
    contracts: [],
    parameters: sources.flatMap((one) => ('git' in one ? [] : slotsIn(one.records.path))),
  }),
  requests: ({ sources }) => sources.filter((one) => 'records' in one).length,
  assertions: () => ['document', 'changes'],
  describe: ({ window, sources, expect }) => ({
    asks: `a look at ${sources.map(sourceWords).join(' and ')}`,
    promises: [
      expect.atMost === undefined
        ? `what changed in the last ${spoken(window)} is shown`
        : `at most ${counted(expect.atMost, 'change')} in the last ${spoken(window)}`,
    ],
  }),
  passage: ({ sources }) => sources.some((one) => 'records' in one),
  run: async (input, ports) => told(input, await look(input, ports)),
};
