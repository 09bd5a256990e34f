// Teams, rotas, channels, escalation policies and the severity matrix.
import { z } from 'zod';
import { DurationText, Id, Severity } from './primitives.ts';

export const Team = z.strictObject({
  name: z.string(),
  handle: z
    .string()
    .regex(/^@[\w./-]+$/)
    .describe('Handle in the code host, for CODEOWNERS.'),
  owns: z.array(z.string()).default([]).describe('Globs from the root of the repository, for CODEOWNERS.'),
  channel: Id.describe('Where to reach the team.'),
  rota: z
    .strictObject({
      timezone: z.string().describe('IANA time zone.'),
      handover: z
        .string()
        .regex(/^(mon|tue|wed|thu|fri|sat|sun) \d{2}:\d{2}$/)
        .describe('Weekly handover, e.g. mon 09:00.'),
      start: z.iso.date().describe('A day in the week that the first of `order` has.'),
      order: z
        .array(z.string())
        .min(1)
        .describe('Roles on call, in turn; contacts live outside the repository.'),
    })
    .optional(),
});
export type Team = z.output<typeof Team>;

export const Channel = z.strictObject({
  name: z.string(),
  kind: z.enum(['chat', 'mail', 'phone', 'pager', 'ticket']),
  address: z.string().describe('Room, address or queue; secrets never stand here.'),
});
export type Channel = z.output<typeof Channel>;

export const EscalationPolicy = z.strictObject({
  title: z.string(),
  severity: Severity,
  levels: z
    .array(
      z.strictObject({
        notify: z.array(Id).min(1).describe('Teams.'),
        after: DurationText.describe('From the start, while nobody acknowledges.'),
      }),
    )
    .min(1),
  vendor: z
    .strictObject({ integration: Id, after: DurationText })
    .optional()
    .describe('When to open a ticket with the vendor.'),
});
export type EscalationPolicy = z.output<typeof EscalationPolicy>;

const Level = z.enum(['none', 'some', 'most', 'all']);
export const SeverityMatrix = z.strictObject({
  title: z.string(),
  cells: z.array(z.strictObject({ customers: Level, internal: Level, severity: Severity })).min(1),
});
export type SeverityMatrix = z.output<typeof SeverityMatrix>;
