// Teams, rotas, channels, escalation policies and the severity matrix.
import { z } from 'zod';
import { DurationText, Id, Severity } from './primitives.ts';
import { TimeZone } from './time-zone.ts';

export const Team = z.strictObject({
  name: z.string().describe('What the team is called.'),
  handle: z
    .string()
    .regex(/^@[\w./-]+$/, 'a handle is one word that begins with @')
    .describe('Handle in the code host, for CODEOWNERS.'),
  owns: z.array(z.string()).default([]).describe('Globs from the root of the repository, for CODEOWNERS.'),
  channel: Id.describe('Where to reach the team.'),
  rota: z
    .strictObject({
      timezone: TimeZone.describe('IANA time zone, e.g. Europe/Lisbon.'),
      handover: z
        .string()
        .regex(/^(mon|tue|wed|thu|fri|sat|sun) \d{2}:\d{2}$/, 'a handover is a day and a time, as mon 09:00')
        .describe('Weekly handover, e.g. mon 09:00.'),
      start: z.iso.date().describe('A day in the week that the first of `order` has.'),
      order: z
        .array(z.string())
        .min(1)
        .describe('Roles on call, in turn; contacts live outside the repository.'),
    })
    .optional()
    .describe('Who of the team is on call, week by week.'),
});
export type Team = z.output<typeof Team>;

export const Channel = z.strictObject({
  name: z.string().describe('What the channel is called.'),
  kind: z.enum(['chat', 'mail', 'phone', 'pager', 'ticket']).describe('What kind of channel it is.'),
  address: z.string().describe('Room, address or queue; secrets never stand here.'),
});
export type Channel = z.output<typeof Channel>;

export const EscalationPolicy = z.strictObject({
  title: z.string().describe('What the policy is called.'),
  severity: Severity.describe('Severity that it is for; sev1 is the worst.'),
  levels: z
    .array(
      z.strictObject({
        notify: z.array(Id).min(1).describe('Teams.'),
        after: DurationText.describe('From the start, while nobody acknowledges.'),
      }),
    )
    .min(1)
    .describe('Who is told, and when; first first.'),
  vendor: z
    .strictObject({
      integration: Id.describe('Integration whose vendor is called.'),
      after: DurationText.describe('From the start of the incident.'),
    })
    .optional()
    .describe('When to open a ticket with the vendor.'),
});
export type EscalationPolicy = z.output<typeof EscalationPolicy>;

const Level = z.enum(['none', 'some', 'most', 'all']);
export const SeverityMatrix = z.strictObject({
  title: z.string().describe('What the matrix is called.'),
  cells: z
    .array(
      z.strictObject({
        customers: Level.describe('How many customers are hurt.'),
        internal: Level.describe('How much of our own work is hurt.'),
        severity: Severity.describe('What such an impact is.'),
      }),
    )
    .min(1)
    .describe('One severity for each pair of impacts.'),
});
export type SeverityMatrix = z.output<typeof SeverityMatrix>;
