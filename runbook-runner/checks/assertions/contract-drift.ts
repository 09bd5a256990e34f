// Holds a vendor's published contract to the pinned one: which changes break a reader, and which are tolerated.
import { z } from 'zod';
import type { DocumentChange } from '../../ports/contract-diff.ts';
import type { ContractChange, Drift } from '../../ports/findings.ts';
import { escapeName } from '../../ports/json-pointer.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { broken, kept } from './result.ts';

const Toleration = z
  .strictObject({
    id: z.string().describe('Kind of change, as a result names it: response-property-enum-value-added.'),
    path: z.string().optional().describe('Only at this path of the contract.'),
    until: z.iso.date().describe('Last day on which it is tolerated, YYYY-MM-DD in UTC.'),
    reason: z.string().min(1).describe('Why it does no harm, or who is mending it.'),
  })
  .describe('A change that is known.');

export const DriftExpectation = z
  .strictObject({
    breaking: z.literal('none').default('none').describe('No change may break a reader.'),
    possiblyBreaking: z
      .enum(['shown', 'none'])
      .default('shown')
      .describe('Whether a change that breaks some readers, such as a new enum value, fails the check.'),
    tolerated: z.array(Toleration).default([]).describe('Changes that are known and do not fail the check.'),
  })
  .describe('What the published contract must hold to.');
export type DriftExpectation = z.output<typeof DriftExpectation>;

const CLASSES = { error: 'breaking', warning: 'possibly-breaking', info: 'non-breaking' } as const;
const RANK = ['breaking', 'possibly-breaking', 'non-breaking'];

function pointerOf({ section, path, method }: DocumentChange): string {
  if (path === undefined) return `/${escapeName(section)}`;
  const operation = method === undefined ? '' : `/${method.toLowerCase()}`;
  return `/paths/${escapeName(path)}${operation}`;
}

/** `today` is YYYY-MM-DD, in UTC. */
function changeOf(change: DocumentChange, expected: DriftExpectation, today: string): ContractChange {
  const { id, text, method, path, line } = change;
  const known = expected.tolerated.find(
    (one) => one.id === id && (one.path === undefined || one.path === path) && one.until >= today,
  );
  return {
    ...{ class: CLASSES[change.level], id, pointer: pointerOf(change), text },
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
    ...(known === undefined ? {} : { tolerated: `tolerated until ${known.until}: ${known.reason}` }),
  };
}

/** Differences that fail the check, one assertion each, and no more than these. */
const MAX_FAILURES = 20;
const MAX_KEPT = 100;

function failure(change: ContractChange, expected: DriftExpectation): AssertionResult {
  const { method, path, pointer, id, text } = change;
  const where = path === undefined ? pointer : `${method ?? ''} ${path}`.trim();
  const over = expected.tolerated.find(
    (one) => one.id === id && (one.path === undefined || one.path === path),
  );
  const ended = over === undefined ? '' : ` It was tolerated until ${over.until}.`;
  const claim = {
    assertion: 'drift',
    title: `${where} keeps the pinned contract`,
    expected: 'no change that breaks',
    where: pointer,
  };
  const harm = change.class === 'breaking' ? 'It breaks a reader.' : 'It may break a reader.';
  return broken(claim, text, id, harm + ended);
}

/** What changed, breaking first, and what of it breaks the expectation. `now` is our clock. */
export function evaluateDrift(
  expected: DriftExpectation,
  found: readonly DocumentChange[],
  now: Date,
): { readonly assertions: AssertionResult[]; readonly drift: Drift } {
  const today = now.toISOString().slice(0, 10);
  const changes = found
    .map((one) => changeOf(one, expected, today))
    .sort((a, b) => RANK.indexOf(a.class) - RANK.indexOf(b.class));
  const refused = expected.possiblyBreaking === 'none' ? RANK.slice(0, 2) : RANK.slice(0, 1);
  const bad = changes.filter((one) => refused.includes(one.class) && one.tolerated === undefined);
  const title = 'the published contract has no change that breaks a reader';
  const calm = kept({ assertion: 'drift', title, expected: 'none' }, 'none');
  const assertions =
    bad.length > 0 ? bad.slice(0, MAX_FAILURES).map((one) => failure(one, expected)) : [calm];
  return { assertions, drift: { total: changes.length, changes: changes.slice(0, MAX_KEPT) } };
}

/** The promises in words. */
export function describeDrift({ possiblyBreaking, tolerated }: DriftExpectation): string[] {
  return [
    'no change of it breaks a reader',
    ...(possiblyBreaking === 'none' ? ['no change of it may break a reader, such as a new enum value'] : []),
    ...tolerated.map(({ id, until }) => `\`${id}\` is tolerated until ${until}`),
  ];
}
