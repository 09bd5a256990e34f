// What kinds found beside their assertions, as values: shown to people also when every promise was kept.
import { z } from 'zod';

const Instant = z.iso.datetime({ offset: true });

export const VendorNotice = z.strictObject({
  name: z.string(),
  status: z.string().describe("The vendor's own word: investigating, scheduled, …"),
  impact: z.string().optional(),
  from: z.string().optional(),
  until: z.string().optional(),
  url: z.string().optional(),
  ours: z.boolean().describe('Whether it names a component that we depend on, or none at all.'),
});
export type VendorNotice = z.output<typeof VendorNotice>;

export const Vendor = z
  .strictObject({
    says: z.string().describe('Whether it is us or them, in a sentence.'),
    answer: z.enum(['them', 'planned', 'not-told']),
    page: z.string().describe('Name of the status page.'),
    overall: z.string().describe("The vendor's own summary."),
    components: z.array(z.strictObject({ name: z.string(), status: z.string() })),
    incidents: z.array(VendorNotice).describe('Those that are not resolved.'),
    maintenances: z.array(VendorNotice).describe('Those that are scheduled or under way.'),
  })
  .describe('What the vendor says of itself.');
export type Vendor = z.output<typeof Vendor>;

export const Metric = z
  .strictObject({
    name: z.string(),
    value: z.number().nullable().describe('Null when there is none, or it is no finite number.'),
    text: z.string().describe('The value as it was sent or computed: NaN and +Inf too.'),
    at: Instant.describe('Time of the value.'),
    series: z.int().describe('How many series it was made of.'),
  })
  .describe('The value that was held to a threshold.');
export type Metric = z.output<typeof Metric>;

export const Change = z.strictObject({
  at: Instant,
  source: z.string().describe('Where it was recorded: commits, or the declared name of the records.'),
  title: z.string(),
  author: z.string().optional(),
  id: z.string().optional().describe('Commit id, where there is one.'),
});
export type Change = z.output<typeof Change>;

export const Changes = z
  .strictObject({
    since: Instant,
    until: Instant,
    total: z.int().describe('All in the window; `items` holds at most 50.'),
    items: z.array(Change).describe('Newest first.'),
  })
  .describe('What changed in the window.');
export type Changes = z.output<typeof Changes>;

export const ContractChange = z.strictObject({
  class: z.enum(['breaking', 'possibly-breaking', 'non-breaking']),
  id: z.string().describe('Kind of change, in the words of oasdiff.'),
  method: z.string().optional(),
  path: z.string().optional(),
  pointer: z
    .string()
    .describe('JSON pointer (RFC 6901) into the published document, or the pinned one for what is gone.'),
  text: z.string(),
  line: z.int().optional().describe('Line in the published document.'),
  tolerated: z.string().optional().describe('Why it is tolerated, and until when.'),
});
export type ContractChange = z.output<typeof ContractChange>;

export const Drift = z
  .strictObject({
    total: z.int().describe('All changes; `changes` holds at most 100.'),
    changes: z.array(ContractChange).describe('Breaking ones first.'),
  })
  .describe('How the published contract differs from the pinned one.');
export type Drift = z.output<typeof Drift>;

export const Command = z
  .strictObject({
    executable: z.string(),
    arguments: z.array(z.string()),
    exitCode: z.int().nullable().describe('Null when it did not end by itself.'),
    stdout: z.string().describe('Text, cut at 64 KiB.'),
    stderr: z.string().describe('Text, cut at 64 KiB.'),
    truncated: z.literal(true).optional().describe('One of the two was cut.'),
    durationMs: z.number(),
  })
  .describe('The program that was run, and what it wrote.');
export type Command = z.output<typeof Command>;

export const Deliveries = z
  .strictObject({
    total: z.int().describe('All that were taken; `taken` holds at most 50.'),
    taken: z
      .array(
        z.strictObject({
          id: z.string().describe('`webhook-id`, as it was signed.'),
          sentAt: Instant.describe('By the clock of the sender, of the first attempt.'),
          receivedAt: Instant,
          attempts: z.int(),
          bytes: z.int(),
          digest: z.string().describe('SHA-256 of the body, in hex.'),
        }),
      )
      .describe('In the order of arrival.'),
    refused: z
      .array(z.strictObject({ reason: z.string(), count: z.int(), message: z.string() }))
      .describe('Deliveries that had no effect, by reason; nothing of what was sent is kept.'),
  })
  .describe('The webhooks that arrived in the window.');
export type Deliveries = z.output<typeof Deliveries>;

/** Fields of a result; each is there only when the kind looks at it. */
export const findings = {
  vendor: Vendor.optional(),
  metric: Metric.optional(),
  changes: Changes.optional(),
  drift: Drift.optional(),
  command: Command.optional(),
  deliveries: Deliveries.optional(),
};
