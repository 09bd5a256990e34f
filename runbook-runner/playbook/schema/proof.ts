// What a run of all drills proved: written by `drill --proof`, read by the site's build.
import { z } from 'zod';

const Seal = z.string().describe('Seal that was proven.');

export const ProvenDrill = z.strictObject({
  drill: z.string().describe('Id of the drill.'),
  scenario: z.string().describe('Id of the runbook that it proves.'),
  status: z.enum(['pass', 'fail', 'error']).describe('How it ended.'),
  reason: z.string().optional().describe('Why it failed.'),
  at: z.iso.datetime().describe('When it began.'),
  commit: z.string().describe('Commit of the tree, or "unknown".'),
  dirty: z.boolean().nullable().describe('Whether the tree had uncommitted changes.'),
  seal: Seal,
  scenarioSeal: Seal,
  detectMs: z.int().optional().describe('Milliseconds from the fault to the red check.'),
  mitigateMs: z.int().optional().describe('Milliseconds from the fault to the last action.'),
  recoverMs: z.int().optional().describe('Milliseconds from the fault to the recovery.'),
});
export type ProvenDrill = z.output<typeof ProvenDrill>;

export const Proof = z.strictObject({
  version: z.literal(1).describe('Of this form.'),
  drills: z.array(ProvenDrill).describe('Every drill that ran.'),
});
export type Proof = z.output<typeof Proof>;
