// What a failing check points to: its fingerprint, the failure modes that fit, what the records tell of them, what to ask next.
// Loaded by the first check that fails: one that passes pays nothing for it.
import type { Page, Playbook } from '../playbook/playbook.ts';
import type { NextCheck, Seen } from '../ports/diagnosis.ts';
import type { CheckResult } from '../ports/result.ts';
import { fingerprint } from '../signature/fingerprint.ts';
import { type Mode, matchModes } from '../signature/match.ts';
import { type Candidate, nextCheck, type Offer } from '../signature/next-check.ts';
import type { PreparedCheck } from './check.ts';
import type { Core } from './core.ts';
import { shortId } from './find.ts';
import { takesCheck } from './target.ts';

type Found = Pick<CheckResult, 'fingerprint' | 'failureModes' | 'seen' | 'nextCheck'>;

/** What to add to a failing result. */
export async function diagnose(core: Core, prepared: PreparedCheck, failing: CheckResult): Promise<Found> {
  const { playbook, definition, kind, order } = prepared;
  const endpoint = kind.describe(definition.probe).asks;
  const { integration } = failing;
  // Of a secret that loses what looks made in it, or its end, nothing would be known again: it is taken out before.
  const named = fingerprint({ integration, endpoint }, core.deps.redactor.redact(failing));
  const matches = matchModes(failing, modesFor(playbook, definition.id));
  const store = await core.store();
  const scope = { environment: failing.environment, before: order.beganAt ?? failing.startedAt };
  const failureModes = await Promise.all(
    matches.map(async (match): Promise<CheckResult['failureModes'][number]> => {
      return { ...match, seen: await store.seen({ ...scope, integration, failureMode: match.failureMode }) };
    }),
  );
  // Records hold it without secrets, and it is looked up as it is recorded.
  const name = named === undefined ? undefined : core.deps.redactor.text(named);
  const seen: Seen | undefined =
    name === undefined ? undefined : await store.seen({ ...scope, fingerprint: name });
  return { fingerprint: name, seen, failureModes, nextCheck: proposal(prepared, matches) };
}

/** Every failure mode; those that the check is declared to recognise come first and win a tie. */
function modesFor(playbook: Playbook, check: string): Mode[] {
  const pages = [...playbook.failureModes.values()];
  const declared = pages.filter((page) => page.failureMode.recognisedBy.includes(check));
  return [...new Set([...declared, ...pages])].map(({ id, title, address, failureMode }) => {
    const { signature, staysGreen } = failureMode;
    return { id: shortId(id), title, page: address, signature, staysGreen };
  });
}

function proposal(
  { playbook, order, definition, parameters }: PreparedCheck,
  matches: ReturnType<typeof matchModes>,
): NextCheck | undefined {
  if (matches.length < 2) return undefined;
  const candidates = matches.flatMap(({ failureMode, title, score }): Candidate[] => {
    const page = playbook.failureModes.get(failureMode);
    return page ? [{ ...page.failureMode, title, score }] : [];
  });
  const ran = { check: definition.id, parameters };
  const next = nextCheck(candidates, offersIn(playbook, order.environment, definition.integration), ran);
  const fitting = matches.flatMap(({ failureMode }) => playbook.failureModes.get(failureMode) ?? []);
  return next && { ...next, page: pageWith(playbook, next.check, fitting) };
}

/** Whether one calls the other, or both are one: what a third party's API does tells nothing of these. */
function areNear({ integrations }: Playbook, one: string, other: string): boolean {
  const calls = (caller: string, called: string) =>
    integrations.get(called)?.integration.endpoints.some(({ usedBy }) => usedBy.includes(caller)) ?? false;
  return one === other || calls(one, other) || calls(other, one);
}

/** Checks near the failing one that can run in the environment as they are: allowed there, and every slot has a default. */
function offersIn(playbook: Playbook, environment: string, failing: string): Offer[] {
  return [...playbook.checks.values()].flatMap((check): Offer[] => {
    const { id, title, cost, integration, parameters } = check;
    const environments = playbook.integrations.get(integration)?.integration.environments ?? {};
    const declared = Object.hasOwn(environments, environment) ? environments[environment] : undefined;
    if (!declared || !takesCheck(declared, check) || !areNear(playbook, failing, integration)) return [];
    const values = Object.entries(parameters).map(([name, one]) => [name, one.default] as const);
    if (values.some(([, value]) => value === undefined)) return [];
    return [{ check: id, title, cost, parameters: Object.fromEntries(values) as Offer['parameters'] }];
  });
}

/**
 * The first page on which the check can be clicked: of the modes that fit, then of any failure mode, since those say what to
 * do next.
 */
function pageWith(
  { pages, failureModes }: Playbook,
  check: string,
  fitting: readonly Page[],
): string | undefined {
  const all = [...fitting, ...failureModes.values(), ...pages.values()];
  return all.find(({ loose, steps }) =>
    [...loose, ...steps.flatMap((step) => step.placements)].some(
      (one) => one.element === 'Check' && one.id === check,
    ),
  )?.address;
}
