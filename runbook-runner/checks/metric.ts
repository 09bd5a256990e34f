// The check kind `metric`: a value from a page of metrics or from Prometheus, held to a threshold.
import { z } from 'zod';
import type { Metric } from '../ports/findings.ts';
import type { KindOutcome } from '../ports/result.ts';
import type { Value } from './assertions/series.ts';
import { slotsIn } from './assertions/slots.ts';
import {
  describeThreshold,
  evaluateThreshold,
  shownNumber,
  ThresholdExpectation,
} from './assertions/threshold.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';
import { told } from './request/document.ts';
import { requestFields } from './request/fields.ts';
import { askPrometheus, Prometheus, Scrape, scrape, scrapeName } from './request/metrics.ts';

const MetricCheck = z.strictObject({
  from: z
    .union([z.strictObject({ scrape: Scrape }), z.strictObject({ prometheus: Prometheus })])
    .describe('Where the value comes from.'),
  auth: requestFields.auth,
  expect: ThresholdExpectation,
});
type MetricCheck = z.output<typeof MetricCheck>;

const nameOf = ({ from }: MetricCheck): string =>
  'scrape' in from ? scrapeName(from.scrape) : from.prometheus.query.replace(/\s+/g, ' ').trim();

function metricOf(name: string, value: Value, nowMs: number): Metric | undefined {
  if ('fault' in value) return undefined;
  const given = 'absent' in value ? undefined : value;
  const at = new Date(given?.atMs ?? nowMs);
  return {
    name,
    value: given && Number.isFinite(given.value) ? given.value : null,
    text: given ? `${given.least ? 'above ' : ''}${shownNumber(given.value)}` : 'nothing',
    at: (Number.isNaN(at.getTime()) ? new Date(nowMs) : at).toISOString(),
    series: given?.series ?? 0,
  };
}

async function look(input: CheckInput<MetricCheck>, ports: CheckPorts): Promise<KindOutcome> {
  const { definition } = input;
  const { from, auth, expect } = definition;
  const source = { input, ports, auth };
  const measured =
    'scrape' in from
      ? await scrape(source, from.scrape, expect.absent === 'zero')
      : await askPrometheus(source, from.prometheus);
  if (!measured.ok) return measured.outcome;
  const { value, read, seen } = measured;
  const name = nameOf(definition);
  const nowMs = ports.clock.now().getTime();
  const assertions = [read, ...evaluateThreshold(expect, name, value, nowMs)];
  return { assertions, ...seen, metric: metricOf(name, value, nowMs) };
}

export const metricCheck: CheckKind<MetricCheck> = {
  kind: 'metric',
  title: 'Metric',
  summary: 'Takes a value from a page of metrics or a Prometheus server and holds it to a threshold.',
  schema: MetricCheck,
  example: `title: Lumenpay answers what order-sync asks
integration: order-sync
kind: metric
from:
  scrape:
    path: /metrics
    value: { metric: upstream_requests_total, labels: { purpose: data, status: { matches: '5..|none' } }, aggregate: sum }
    dividedBy: { metric: upstream_requests_total, labels: { purpose: data }, aggregate: sum }
    increaseOver: 2s
expect: { atMost: 0.02, absent: zero }
cost: 2
`,
  references: ({ from, auth }) => ({
    ...(auth === undefined ? {} : { auth }),
    contracts: [],
    parameters: slotsIn('scrape' in from ? from.scrape.path : from.prometheus.path),
  }),
  requests: ({ from }) => ('scrape' in from && from.scrape.increaseOver ? 2 : 1),
  assertions: () => ['document', 'metric'],
  describe: (definition) => ({
    asks: `\`${nameOf(definition)}\``,
    promises: describeThreshold(definition.expect),
  }),
  run: async (input, ports) => told(input, await look(input, ports)),
};
