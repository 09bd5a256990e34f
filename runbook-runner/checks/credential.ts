// The check kind `credential`: obtains a fresh token and holds it to its validity and scopes, ahead of time.
import { z } from 'zod';
import type { KindOutcome } from '../ports/result.ts';
import { describeToken, evaluateToken, refusedToken, TokenExpectation } from './assertions/token.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';

const CredentialCheck = z.strictObject({
  auth: z.string().describe('Name of the auth method of the integration that is tried.'),
  expect: TokenExpectation.prefault({}),
});
type CredentialCheck = z.output<typeof CredentialCheck>;

async function run(input: CheckInput<CredentialCheck>, ports: CheckPorts): Promise<KindOutcome> {
  const { definition, target, signal, deadlineMs } = input;
  const request = { ...target, auth: definition.auth, signal, deadlineMs, fresh: true };
  const outcome = await ports.credentials.authorize(request);
  if (!outcome.ok) {
    const { problem } = outcome;
    const refused = problem.class === 'credential-refused';
    const assertions = refused ? [refusedToken(problem)] : [];
    for (const assertion of assertions) input.progress({ event: 'assertion', assertion });
    return { assertions, problem };
  }
  const assertions = evaluateToken(definition.expect, outcome.grant, ports.clock.now());
  for (const assertion of assertions) input.progress({ event: 'assertion', assertion });
  return { assertions };
}

export const credentialCheck: CheckKind<CredentialCheck> = {
  kind: 'credential',
  title: 'Credential',
  summary: 'Obtains a fresh token with the declared credential and holds it to its validity and scopes.',
  schema: CredentialCheck,
  example: `title: Our Lumenpay credential works
integration: lumenpay
kind: credential
auth: lumenpay-oauth
expect: { validFor: 5m, scopes: [charges.read] }
`,
  references: ({ auth }) => ({ auth, contracts: [] }),
  assertions: () => ['token'],
  describe: ({ expect }) => ({ asks: 'token request', promises: describeToken(expect) }),
  answers: false,
  run,
};
