// What the API answers where it isn't a value of the core; the pages' client takes its types from here.
import { z } from 'zod';

export const Health = z.strictObject({
  runner: z.literal('playbook'),
  version: z.string(),
  digest: z.string().nullable().describe('Digest of the playbook; null when it has errors.'),
  ready: z.boolean(),
});
export type Health = z.output<typeof Health>;

export const PendingPairing = z.strictObject({
  id: z.string(),
  words: z.string().describe('Shown on the page and in the terminal, to compare.'),
  label: z.string().optional().describe('Name that the page gave.'),
  origin: z.string(),
  expiresAt: z.iso.datetime(),
});
export type PendingPairing = z.output<typeof PendingPairing>;

export const PairingCreated = PendingPairing.pick({ id: true, words: true, expiresAt: true });
export type PairingCreated = z.output<typeof PairingCreated>;

const token = z.string().describe('Bearer token; 256 random bits, kept by the runner only as a hash.');

export const ClaimAnswer = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('confirmed'), token, actor: z.string() }),
  z.strictObject({ status: z.literal('pending') }),
  z.strictObject({ status: z.literal('declined') }),
]);
export type ClaimAnswer = z.output<typeof ClaimAnswer>;

export const Redeemed = z.strictObject({ token, actor: z.string() });
export type Redeemed = z.output<typeof Redeemed>;

export const PairingLink = z.strictObject({
  code: z.string(),
  fragment: z.string().describe('Append to the address of any page: `#pair=…`.'),
  expiresAt: z.iso.datetime(),
});

const ActiveFault = z.strictObject({
  fault: z.string(),
  title: z.string(),
  startedAt: z.string(),
  endsAt: z.string(),
});

export const SandboxAnswer = z.strictObject({
  running: z.boolean(),
  faults: z.array(ActiveFault).describe('Active faults.'),
  available: z
    .array(z.strictObject({ id: z.string(), title: z.string(), expect: z.string() }))
    .describe('Declared faults.'),
});
export type SandboxAnswer = z.output<typeof SandboxAnswer>;

export const Status = z.strictObject({
  actor: z.string().describe('Whom this browser acts for.'),
  owner: z.string().describe('Whose machine the runner is on.'),
  environments: z.record(z.string(), z.array(z.string())).describe('Environments of each integration.'),
  sandbox: SandboxAnswer.pick({ running: true, faults: true }),
  temporaries: z
    .array(
      z.strictObject({
        run: z.string(),
        action: z.string(),
        environment: z.string(),
        actor: z.string(),
        startedAt: z.string(),
        expiresAt: z.string().nullable(),
        unknown: z.boolean().describe('True when nobody knows whether it was made.'),
      }),
    )
    .describe('Temporary changes that still hold.'),
  provenance: z.strictObject({ commit: z.string(), dirty: z.boolean().nullable() }),
  behind: z
    .strictObject({ commits: z.number(), command: z.string() })
    .nullable()
    .describe('How far the clone is behind its remote, with the command that catches up.'),
  seals: z.record(z.string(), z.string()).describe('Seal of each page that can execute something.'),
});
export type Status = z.output<typeof Status>;

/** RFC 9457; further members come from the error, e.g. `changed` behind a stale seal. */
export const ProblemDocument = z.looseObject({
  type: z.string().describe('Address of the explanation.'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string().describe('From the table of error codes.'),
  hint: z.string().optional().describe('What to do about it.'),
});
export type ProblemDocument = z.output<typeof ProblemDocument>;
