// Front matter of the pages: scenario, glossary term, changelog entry; failure modes and drills have files of their own.
import { z } from 'zod';
import { Condition } from './condition.ts';
import { Drill } from './drill.ts';
import { FailureMode } from './failure-mode.ts';
import { Integration } from './integration.ts';
import { CalendarDate, Id, Impact, Review, Severity } from './primitives.ts';

export { Condition };

export const DecisionRule = z.strictObject({
  when: z.array(Condition).min(1).describe('All of them must hold.'),
  verdict: z.enum(['proceed', 'escalate', 'roll-back']).describe('What to do.'),
  to: z.string().optional().describe('Step of this page, or a page, to go to.'),
  because: z.string().describe('Why, for the responder.'),
});

export const Decision = z
  .strictObject({
    question: z.string().describe('What is decided here.'),
    rules: z.array(DecisionRule).min(1).describe('Tried in order; the first that holds decides.'),
    otherwise: z
      .strictObject({
        verdict: z.enum(['proceed', 'escalate', 'roll-back']).describe('What to do.'),
        to: z.string().optional().describe('Step of this page, or a page, to go to.'),
        because: z.string().describe('Why, for the responder.'),
      })
      .describe('When no rule holds.'),
  })
  .describe('A place where results decide.');
export type Decision = z.output<typeof Decision>;

export const Scenario = z.strictObject({
  integration: Id.describe('Integration that fails.'),
  components: z.array(z.string()).min(1).describe('Our components that are affected.'),
  impact: Impact.describe('What is hurt while it lasts.'),
  severity: Severity.describe('Usual severity.'),
  failureModes: z.array(Id).min(1).describe('Failure modes that this runbook remedies.'),
  roles: z.record(Id, Id).describe('Role to team.'),
  policy: Id.describe('Escalation policy.'),
  drill: Id.describe('Live-fire drill that proves the runbook.'),
  decisions: z.record(Id, Decision).default({}).describe('Decisions by the id that the page places.'),
  rollback: z
    .strictObject({
      when: z.string().describe('When to roll back.'),
      protects: z.string().describe('What the rollback protects.'),
    })
    .describe('When the way back is the better way.'),
  afterwards: z
    .array(
      z.strictObject({
        state: z.string().describe('What must be true.'),
        check: Id.optional().describe('Check that shows it.'),
      }),
    )
    .min(1)
    .describe('The desired post-incident state.'),
});
export type Scenario = z.output<typeof Scenario>;

export const Term = z.strictObject({
  short: z.string().max(220).describe('The meaning in one sentence, shown on the card.'),
  aliases: z.array(z.string()).default([]).describe('Other words for it.'),
  related: z.array(Id).default([]).describe('Terms to read next.'),
});

export type Term = z.output<typeof Term>;

export const ChangelogEntry = z.strictObject({
  date: CalendarDate.describe('When it was changed.'),
  kind: z
    .enum(['added', 'changed', 'deprecated', 'removed', 'fixed', 'security'])
    .describe('What kind of change it is.'),
  affects: z.array(z.string()).default([]).describe('Integrations or pages.'),
});

export type ChangelogEntry = z.output<typeof ChangelogEntry>;

/** What a page of the playbook adds to Starlight's front matter; at most one of the kinds. */
export const pageFields = {
  integration: Integration.optional(),
  scenario: Scenario.optional().describe('A runbook.'),
  failureMode: FailureMode.optional().describe('A named way for an integration to fail.'),
  drill: Drill.optional().describe('An exercise of a scenario.'),
  term: Term.optional().describe('A word of the glossary.'),
  change: ChangelogEntry.optional().describe('An entry of the changelog.'),
  review: Review.optional(),
};
