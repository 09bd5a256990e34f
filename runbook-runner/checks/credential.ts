// The check kind `credential`: obtains a fresh token, tries the credential, and holds it to its promises ahead of time.
import { z } from 'zod';
import type { AuthGrant, AuthOutcome } from '../ports/credential.ts';
import type { AssertionResult, KindOutcome, Problem } from '../ports/result.ts';
import { aheadOfUs } from '../ports/server-clock.ts';
import { evaluateReachable } from './assertions/reachable.ts';
import { REFUSAL_HINTS, readRefusal } from './assertions/refusal.ts';
import { isSkewed } from './assertions/skew.ts';
import {
  describeToken,
  evaluateToken,
  refusalWords,
  refusedToken,
  TokenExpectation,
  type Trial,
} from './assertions/token.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';
import { buildRequest, slotsOf } from './request/build.ts';
import { toExchange } from './request/evidence.ts';
import { requestFields } from './request/fields.ts';
import { send } from './request/send.ts';

const { auth: _, ...probeFields } = requestFields;

const CredentialCheck = z.strictObject({
  auth: z.string().describe('Name of the auth method of the integration that is tried.'),
  probe: z
    .strictObject({
      method: z.enum(['GET', 'HEAD']).default('GET').describe('A check only ever reads.'),
      ...probeFields,
    })
    .optional()
    .describe(
      'A request that proves the credential: 2xx accepts it, 401 and 403 refuse it. Without one, only a token endpoint proves it.',
    ),
  expect: TokenExpectation.prefault({}),
});
type CredentialCheck = z.output<typeof CredentialCheck>;
type Input = CheckInput<CredentialCheck>;

/** What trying the credential showed. */
interface Tried {
  readonly outcome: KindOutcome;
  readonly trial?: Trial;
  readonly aheadMs?: number | undefined;
}

/** Who limits us judged no credential, and broke a promise all the same, as at a token endpoint or in any other check. */
function judge(status: number): Exclude<Trial['outcome'], 'refused'> {
  if (status >= 200 && status < 300) return 'accepted';
  if (status === 429) return 'limited';
  return status >= 500 ? 'failed' : 'unclear';
}

/** A refusal of what is judged by a time, while the clocks differ, is blamed on the clocks. */
function blamed(trial: Trial, grant: AuthGrant, aheadMs: number | undefined, input: Input): Trial {
  if (trial.outcome !== 'refused' || !isSkewed(aheadMs, input.definition.expect.skew)) return trial;
  const timed = grant.sign !== undefined || grant.token?.form === 'jwt';
  const ofTime = ['expired', 'not-yet-valid', 'refused'].includes(trial.code);
  return timed && ofTime ? { ...trial, code: 'skewed' } : trial;
}

async function tryOut(input: Input, grant: AuthGrant, deadlineMs: number, ports: CheckPorts): Promise<Tried> {
  const { definition, target, parameters } = input;
  if (!definition.probe) return { outcome: { assertions: [] } };
  const request = buildRequest(definition.probe, parameters, target.baseUrl);
  const sentAt = ports.clock.now();
  const what = { request, granted: grant, fresh: true };
  const { outcome, granted } = await send(what, { ...input, deadlineMs }, ports);
  const problem = outcome.ok ? undefined : outcome.problem;
  const shown = {
    assertions: [evaluateReachable(target.integration, problem)],
    phases: outcome.ok ? outcome.response.phases : outcome.phases,
    exchange: toExchange(request, granted, outcome.ok ? outcome.response : undefined),
  };
  if (!outcome.ok) return { outcome: { ...shown, problem } };
  const { response } = outcome;
  const { status } = response;
  const aheadMs = aheadOfUs(response.headers, sentAt, ports.clock.now());
  if (status !== 401 && status !== 403)
    return { outcome: shown, trial: { outcome: judge(status), status }, aheadMs };
  const refused: Trial = { outcome: 'refused', status, ...readRefusal(response) };
  return { outcome: shown, trial: blamed(refused, grant, aheadMs, input), aheadMs };
}

function problemOf(trial: Trial | undefined): Problem | undefined {
  if (trial?.outcome !== 'refused') return undefined;
  const base = { class: 'credential-refused', outcome: 'fail', phase: 'credential' } as const;
  return { ...base, message: refusalWords(trial), hint: REFUSAL_HINTS[trial.code] };
}

function reported(input: Input, outcome: KindOutcome): KindOutcome {
  for (const assertion of outcome.assertions) input.progress({ event: 'assertion', assertion });
  return outcome;
}

function withoutGrant(input: Input, { problem }: Extract<AuthOutcome, { ok: false }>): KindOutcome {
  const refused = problem.class === 'credential-refused';
  return reported(input, { assertions: refused ? [refusedToken(problem)] : [], problem });
}

async function run(input: Input, ports: CheckPorts): Promise<KindOutcome> {
  const { definition, target, signal, deadlineMs } = input;
  const end = ports.clock.monotonicMs() + deadlineMs;
  const asked = { ...target, auth: definition.auth, signal, deadlineMs, fresh: true, inspect: true };
  const authorized = await ports.credentials.authorize(asked);
  if (!authorized.ok) return withoutGrant(input, authorized);
  const { grant } = authorized;
  const leftMs = Math.max(1, end - ports.clock.monotonicMs());
  const { outcome, trial, aheadMs = grant.aheadMs } = await tryOut(input, grant, leftMs, ports);
  if (outcome.problem) return reported(input, outcome);
  const seen = { grant, trial, now: ports.clock.now(), aheadMs };
  const assertions: AssertionResult[] = [...outcome.assertions, ...evaluateToken(definition.expect, seen)];
  const problem = problemOf(trial);
  return reported(input, { ...outcome, assertions, ...(problem ? { problem } : {}) });
}

export const credentialCheck: CheckKind<CredentialCheck> = {
  kind: 'credential',
  title: 'Credential',
  summary:
    'Obtains a fresh token, tries the credential, and holds it to validity, scopes and clocks ahead of time.',
  schema: CredentialCheck,
  example: `title: Our Lumenpay credential works
integration: lumenpay
kind: credential
auth: lumenpay-oauth
probe: { path: /v1/charges, query: { limit: 1 } }
expect: { validFor: 5m, scopes: [charges:read], daysLeft: 30d, skew: 30s }
cost: 2
`,
  references: ({ auth, probe }) => ({ auth, contracts: [], parameters: probe ? slotsOf(probe) : [] }),
  assertions: ({ probe }) => [...(probe ? ['reachable'] : []), 'token'],
  describe: ({ probe, expect }) => ({
    asks: probe ? `${probe.method} ${probe.path}` : 'token request',
    promises: describeToken(expect),
  }),
  run,
};
