// Front matter of an integration page: one upstream API that we depend on.
import { z } from 'zod';
import { AuthMethod } from './auth-method.ts';
import { Baseline } from './baseline.ts';
import { Environment } from './environment.ts';
import { CalendarDate, Id } from './primitives.ts';
import { WebhookSource } from './webhook.ts';

const Target = z.strictObject({
  name: z.string().describe('What is promised, e.g. availability.'),
  target: z.string().describe('The figure, e.g. 99.95 % a month.'),
  source: z.string().describe('Where the promise stands: contract, status page, measured.'),
});

const Contact = z.strictObject({
  name: z.string().describe('Person, desk or team.'),
  role: z.string().describe('What to ask them.'),
  reach: z.string().describe('How to reach them: phone, mail, portal.'),
  hours: z.string().optional().describe('When they answer.'),
});

export const Integration = z
  .strictObject({
    name: z.string().describe('Name of the API as its vendor writes it.'),
    vendor: z.string().describe('Company behind it, or our own team.'),
    purpose: z.string().describe('What we use it for, in a sentence.'),
    criticality: z.enum(['critical', 'high', 'medium', 'low']).describe('What breaks when it is down.'),
    owner: Id.describe('Team that owns the integration.'),
    environments: z
      .record(Id, Environment)
      .describe('Environments by name; `production` asks for a typed confirmation.'),
    auth: z.record(Id, AuthMethod).default({}).describe('Auth methods by name, for `request.auth`.'),
    webhooks: z
      .record(Id, WebhookSource)
      .optional()
      .describe('Sources of webhooks by name: `serve --inbound` takes them at /in/<integration>/<source>.'),
    contract: z.string().optional().describe('OpenAPI document, by its path in src/content.'),
    endpoints: z
      .array(
        z.strictObject({
          operation: z.string().describe('Method and path.'),
          usedFor: z.string().describe('What we use it for.'),
          usedBy: z.array(z.string()).describe('Our services that call it.'),
        }),
      )
      .describe('The operations that we depend on.'),
    formats: z
      .array(
        z.strictObject({
          name: z.string().describe('Field or type.'),
          format: z.string().describe('How it is written, with unit.'),
        }),
      )
      .describe('Data formats that surprise.'),
    versions: z
      .strictObject({
        pinned: z.string().describe('Version that we ask for.'),
        how: z.string().describe('How the version is chosen.'),
        sunset: CalendarDate.optional().describe('When the pinned version ends.'),
      })
      .describe('Which version we use, and until when.'),
    targets: z.array(Target).describe('Reliability targets (SLO).'),
    limits: z
      .strictObject({
        concurrency: z
          .int()
          .min(1)
          .max(64)
          .default(4)
          .describe('Requests at once that a runner may open to this host.'),
        quota: z.string().optional().describe('The published rate limit.'),
      })
      .prefault({})
      .describe('How much a runner may ask of it.'),
    contacts: z.array(Contact).min(1).describe('Who to reach, first first.'),
    logs: z
      .array(
        z.strictObject({
          name: z.string().describe('What is in them.'),
          where: z.string().describe('Path, query or address.'),
        }),
      )
      .describe('Where the logs are.'),
    dashboards: z
      .array(
        z.strictObject({
          name: z.string().describe('What it shows.'),
          url: z.string().describe('Its address.'),
        }),
      )
      .describe('Dashboards.'),
    statusPage: z
      .url('a status page is a whole URL')
      .optional()
      .describe('Public status page of the vendor.'),
    preflight: z.array(Id).default([]).describe('Checks that must pass before any data request is opened.'),
    baseline: Baseline,
  })
  .describe('One upstream API that we depend on.');
export type Integration = z.output<typeof Integration>;
