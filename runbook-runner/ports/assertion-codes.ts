// The codes by which an assertion says how it failed. A signature that names another one could never match.
import { ProblemClass } from './result.ts';

const LOCATED = ['missing', 'type-changed', 'extra', 'enum', 'format', 'nullable', 'constraint'] as const;

/** By assertion; of one that is not here any code is taken. */
export const ASSERTION_CODES: Readonly<Record<string, readonly string[]>> = {
  reachable: ProblemClass.options,
  status: ['unexpected-status'],
  headers: ['missing', 'present', 'duplicate', 'not-equal', 'no-match'],
  body: ['missing', 'present', 'type-changed', 'not-equal', 'no-match', 'not-json', 'too-small', 'too-large'],
  contract: [...LOCATED, 'not-json', 'media-type', 'undeclared-status'],
  latency: ['over-target', 'error-rate', 'no-samples'],
  certificate: [
    ...['expired', 'expiring', 'not-yet-valid', 'wrong-host', 'unknown-ca', 'untrusted', 'old-protocol'],
  ],
  token: ['refused', 'expired', 'expiring', 'scope-missing'],
};

/** Problems for which a result is an error: we could not tell, so no failure mode is looked for. */
export const PROBLEMS_OF_OURS: readonly ProblemClass[] = [
  ...(['blocked-destination', 'credential-missing', 'secret-not-allowed', 'sandbox-not-running'] as const),
  ...(['network-down', 'interrupted', 'internal'] as const),
];
