// What content can promise about sampled latency: percentiles as a whole and of each phase, errors, connections.
import { z } from 'zod';
import { DurationText } from '../../ports/duration-text.ts';
import { anyField, NOT_EMPTY } from '../../ports/editor-rules.ts';

const targets = {
  p50: DurationText.optional().describe('Target of the median.'),
  p95: DurationText.optional().describe('Target of the 95th percentile.'),
  p99: DurationText.optional().describe('Target of the 99th percentile.'),
};

const PhaseTargets = z
  .strictObject(targets)
  .refine(hasTarget, { error: 'a phase needs at least one of p50, p95, p99' })
  .meta(NOT_EMPTY);

const PhasesExpectation = z
  .strictObject({
    dns: PhaseTargets.optional().describe('The name being resolved; cold connections only.'),
    tcp: PhaseTargets.optional().describe('The connection being opened; cold connections only.'),
    tls: PhaseTargets.optional().describe('The TLS handshake; cold connections only.'),
    firstByte: PhaseTargets.optional().describe('From the request written to the first byte: the server.'),
    body: PhaseTargets.optional().describe('From the first byte to the last.'),
    total: PhaseTargets.optional().describe('All of it, opening the connection included.'),
  })
  .refine((one) => Object.keys(one).length > 0, { error: 'name at least one phase' })
  .meta(NOT_EMPTY);

function hasTarget(one: { readonly p50?: unknown; readonly p95?: unknown; readonly p99?: unknown }): boolean {
  return [one.p50, one.p95, one.p99].some((target) => target !== undefined);
}

export const LatencyExpectation = z
  .strictObject({
    ...targets,
    phases: PhasesExpectation.optional().describe('Targets of each phase apart.'),
    errorRate: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Largest share of samples without a usable response, 0 to 1.'),
    samples: z.int().min(1).max(1000).default(20).describe('Requests to send.'),
    concurrency: z.int().min(1).max(16).default(4).describe('Requests in flight at once.'),
    connections: z
      .enum(['warm', 'cold'])
      .default('warm')
      .describe('`warm` keeps connections between samples; `cold` opens one for each.'),
  })
  .refine((one) => hasTarget(one) || one.phases !== undefined || one.errorRate !== undefined, {
    error: 'latency needs at least one of p50, p95, p99, phases, errorRate',
  })
  .meta(anyField(['p50', 'p95', 'p99', 'phases', 'errorRate']))
  .describe('Targets of sampled latency, from the request written to the last byte.');
export type LatencyExpectation = z.output<typeof LatencyExpectation>;
export type PhaseName = keyof z.output<typeof PhasesExpectation>;
