// Reads a Statuspage-style document (`/api/v2/summary.json` or `status.json`) and holds components to a state.
import { z } from 'zod';
import { nearest } from '../../errors/index.ts';
import type { Vendor, VendorNotice } from '../../ports/findings.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { broken, type Claim, kept, unknown } from './result.ts';

/** From best to worst, as Statuspage writes them. */
const STATES = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const;
type State = (typeof STATES)[number];

/** What the summary of a whole page amounts to, where no component is named. */
const INDICATORS: Readonly<Record<string, State>> = {
  none: 'operational',
  maintenance: 'under_maintenance',
  minor: 'degraded_performance',
  major: 'partial_outage',
  critical: 'major_outage',
};

export const StatusPageExpectation = z
  .strictObject({
    atWorst: z
      .enum(STATES)
      .default('operational')
      .describe('Worst state that is taken; from best to worst as they are listed here.'),
  })
  .describe('What the components that we depend on must hold to.');
export type StatusPageExpectation = z.output<typeof StatusPageExpectation>;

/** What is no text is shown as it is: it is no known word, and only of a component of ours does that count. */
const Word = z.string().catch(({ input }) => JSON.stringify(input ?? null));
/** Says more of a notice, and is left out where it is no text. */
const Aside = z.string().nullish().catch(null);
const Notice = z.object({
  name: z.string().catch('without a name'),
  status: z.string().catch('unknown'),
  impact: Aside,
  created_at: Aside,
  started_at: Aside,
  scheduled_for: Aside,
  scheduled_until: Aside,
  shortlink: Aside,
  components: z.array(z.object({ name: z.string() })).catch([]),
});
const Notices = z
  .array(Notice)
  .nullish()
  .transform((notices) => notices ?? []);

const StatusPage = z.object({
  page: z.object({ name: z.string() }),
  status: z.object({ indicator: Word, description: z.string().catch('') }),
  components: z.array(z.object({ name: z.string(), status: Word })).default([]),
  incidents: Notices,
  scheduled_maintenances: Notices,
});
export type StatusPage = z.output<typeof StatusPage>;

/** The document as a status page, or where it is none. */
export function readStatusPage(value: unknown): { readonly page: StatusPage } | { readonly fault: string } {
  const read = StatusPage.safeParse(value);
  if (read.success) return { page: read.data };
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') || 'the document';
  return { fault: `It is no Statuspage document: ${where}: ${issue?.message ?? 'unknown'}.` };
}

const rank = (state: string): number => STATES.indexOf(state as State);
const words = (state: string): string => state.replaceAll('_', ' ');

function judge(claim: Claim, state: string, atWorst: State): AssertionResult {
  if (rank(state) < 0)
    return unknown(claim, `The status page says "${state}", a word that is not known here.`);
  if (rank(state) <= rank(atWorst)) return kept(claim, state);
  return broken(claim, state, state.replaceAll('_', '-'), `The vendor says: ${words(state)}.`);
}

function judgeComponent(page: StatusPage, name: string, atWorst: State): AssertionResult {
  const claim = {
    assertion: 'component',
    title: `${name} is ${words(atWorst)} or better`,
    expected: atWorst,
    where: name,
  };
  const same = page.components.filter((one) => one.name === name);
  const states = same.map((one) => one.status).sort((a, b) => rank(b) - rank(a));
  const strange = states.find((state) => rank(state) < 0);
  const [worst] = states;
  if (worst !== undefined) return judge(claim, strange ?? worst, atWorst);
  const near = nearest(
    name,
    page.components.map((one) => one.name),
  );
  const hint = near === undefined ? '' : ` It lists "${near}".`;
  return unknown(claim, `The status page lists no component "${name}".${hint}`);
}

/** One assertion for each component, or one for the page as a whole when none is named. */
export function evaluateStatusPage(
  expected: StatusPageExpectation,
  components: readonly string[],
  page: StatusPage,
): AssertionResult[] {
  const { atWorst } = expected;
  if (components.length > 0) return components.map((name) => judgeComponent(page, name, atWorst));
  const title = `${page.page.name} is ${words(atWorst)} or better`;
  const claim = { assertion: 'component', title, expected: atWorst, where: 'overall' };
  const { indicator } = page.status;
  const state = Object.hasOwn(INDICATORS, indicator) ? INDICATORS[indicator] : undefined;
  return [judge(claim, state ?? indicator, atWorst)];
}

/** Vendors open incidents that name no component when they do not know yet: that may be about any of them. */
const concerns = ({ components }: z.output<typeof Notice>, ours: readonly string[]): boolean =>
  ours.length === 0 || components.length === 0 || components.some((one) => ours.includes(one.name));

function noticeOf(notice: z.output<typeof Notice>, ours: readonly string[]): VendorNotice {
  const from = notice.scheduled_for ?? notice.started_at ?? notice.created_at;
  return {
    name: notice.name,
    status: notice.status,
    ...(notice.impact ? { impact: notice.impact } : {}),
    ...(from ? { from } : {}),
    ...(notice.scheduled_until ? { until: notice.scheduled_until } : {}),
    ...(notice.shortlink ? { url: notice.shortlink } : {}),
    ours: concerns(notice, ours),
  };
}

const OVER = new Set(['resolved', 'postmortem', 'completed']);
/** A maintenance that has begun; a page need not change the state of its components for it. */
const BEGUN = new Set(['in_progress', 'verifying']);
const listed = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');

/** What the page leaves open of the components that we depend on, where it reports no trouble. */
function leftOpen({ components }: Pick<Vendor, 'components'>, unlisted: readonly string[]): string {
  const strange = components.find((one) => rank(one.status) < 0);
  if (strange) return `The state of ${strange.name} is "${strange.status}", a word that is not known here.`;
  if (unlisted.length > 0) return `Their page tells nothing of ${listed(unlisted)}.`;
  return 'They report no trouble. It is us, or they have not told it yet.';
}

function answerOf(
  found: Omit<Vendor, 'answer' | 'says'>,
  unlisted: readonly string[],
): Pick<Vendor, 'answer' | 'says'> {
  const bad = found.components.filter((one) => rank(one.status) > rank('under_maintenance'));
  const incidents = found.incidents.filter((one) => one.ours);
  const planned = found.components.filter((one) => one.status === 'under_maintenance');
  if (bad.length > 0) {
    const states = bad.map((one) => `${one.name} is in the state ${words(one.status)}`).join(', ');
    const known = incidents.length > 0 ? `, incident ${listed(incidents.map((one) => one.name))}` : '';
    return { answer: 'them', says: `It is them: ${states}${known}.` };
  }
  if (incidents.length > 0)
    return {
      answer: 'them',
      says: `It may be them: the incident ${listed(incidents.map((one) => one.name))} is open.`,
    };
  if (planned.length > 0)
    return {
      answer: 'planned',
      says: `It is planned: maintenance of ${listed(planned.map((one) => one.name))}.`,
    };
  const begun = found.maintenances.filter((one) => one.ours && BEGUN.has(one.status));
  if (begun.length > 0)
    return {
      answer: 'planned',
      says: `It may be planned: the maintenance ${listed(begun.map((one) => one.name))} is under way.`,
    };
  return { answer: 'not-told', says: leftOpen(found, unlisted) };
}

/** What the page says, for people. */
export function vendorOf(page: StatusPage, components: readonly string[]): Vendor {
  const ours = page.components.filter((one) => components.includes(one.name));
  const state = Object.hasOwn(INDICATORS, page.status.indicator)
    ? INDICATORS[page.status.indicator]
    : undefined;
  const whole = { name: page.page.name, status: state ?? page.status.indicator };
  const troubled = page.components.filter((one) => rank(one.status) > 0).slice(0, 20);
  const open = (notices: StatusPage['incidents']) =>
    notices
      .filter((one) => !OVER.has(one.status))
      .slice(0, 20)
      .map((one) => noticeOf(one, components));
  const found = {
    page: page.page.name,
    overall: page.status.description,
    components: (components.length > 0 ? ours : [whole, ...troubled]).map(({ name, status }) => ({
      name,
      status,
    })),
    incidents: open(page.incidents),
    maintenances: open(page.scheduled_maintenances),
  };
  const unlisted = components.filter((name) => !ours.some((one) => one.name === name));
  return { ...found, ...answerOf(found, unlisted) };
}

/** The promises in words. */
export function describeStatusPage(expected: StatusPageExpectation, components: readonly string[]): string[] {
  const subject = components.length > 0 ? components.map((name) => `\`${name}\``) : ['the vendor as a whole'];
  return subject.map(
    (name) =>
      `${name} is ${words(expected.atWorst)}${expected.atWorst === 'operational' ? '' : ' or better'}`,
  );
}
