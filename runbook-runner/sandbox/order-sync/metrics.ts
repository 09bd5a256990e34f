// Owns order-sync's metrics: counters, and a histogram of upstream latency, as Prometheus text (format 0.0.4).
import type { UpstreamName } from './config.ts';
import type { Purpose } from './connection.ts';
import type { Health } from './health.ts';
import type { TrackingHealth } from './tracking.ts';
import { UnknownFields } from './unknown-fields.ts';

const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

const RECENT = 50;

interface Observed {
  readonly upstream: UpstreamName;
  readonly purpose: Purpose;
  /** The response's, or `none` when there was no response. */
  readonly status: string;
  readonly ms: number;
}

class Histogram {
  readonly #buckets = new Array<number>(BUCKETS_S.length).fill(0);
  #count = 0;
  #sumS = 0;
  #recentMs: number[] = [];

  add(ms: number): void {
    this.#count += 1;
    this.#sumS += ms / 1_000;
    this.#recentMs = [...this.#recentMs, ms].slice(-RECENT);
    for (const [index, limit] of BUCKETS_S.entries())
      if (ms / 1_000 <= limit) this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
  }

  /** Of the latest, in milliseconds; 0 before the first. */
  get medianMs(): number {
    return this.#recentMs.toSorted((a, b) => a - b)[Math.floor(this.#recentMs.length / 2)] ?? 0;
  }

  lines(name: string, label: string): readonly string[] {
    return [
      ...BUCKETS_S.map((limit, at) => `${name}_bucket{${label},le="${limit}"} ${this.#buckets[at] ?? 0}`),
      `${name}_bucket{${label},le="+Inf"} ${this.#count}`,
      `${name}_sum{${label}} ${this.#sumS.toFixed(6)}`,
      `${name}_count{${label}} ${this.#count}`,
    ];
  }
}

export class UpstreamMetrics {
  readonly unknown = new UnknownFields();
  readonly #requests = new Map<string, number>();
  readonly #durations = new Map<UpstreamName, Histogram>();

  observe({ upstream, purpose, status, ms }: Observed): void {
    const labels = `upstream="${upstream}",purpose="${purpose}",status="${status}"`;
    this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1);
    if (purpose !== 'data') return;
    const histogram = this.#durations.get(upstream) ?? new Histogram();
    this.#durations.set(upstream, histogram);
    histogram.add(ms);
  }

  medianMs(upstream: UpstreamName): number {
    return this.#durations.get(upstream)?.medianMs ?? 0;
  }

  lines(): readonly string[] {
    const name = 'upstream_request_duration_seconds';
    return [
      '# HELP upstream_requests_total Requests by upstream, purpose and status.',
      '# TYPE upstream_requests_total counter',
      ...[...this.#requests].map(([labels, count]) => `upstream_requests_total{${labels}} ${count}`),
      `# HELP ${name} Time of data requests, from sent to read.`,
      `# TYPE ${name} histogram`,
      ...[...this.#durations].flatMap(([upstream, one]) => one.lines(name, `upstream="${upstream}"`)),
      ...this.unknown.lines(),
    ];
  }
}

const metric = (name: string, type: 'counter' | 'gauge', help: string, value: number): readonly string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  `${name} ${value}`,
];

function trackingLines({ waiting, told, list }: TrackingHealth): readonly string[] {
  const { pages, walks, completeAt } = list;
  const complete = completeAt === null ? 0 : Date.parse(completeAt) / 1_000;
  return [
    ...metric('parcelo_list_pages_total', 'counter', "Pages of Parcelo's list that were read.", pages),
    '# HELP parcelo_list_walks_total Walks through the list by how they ended.',
    '# TYPE parcelo_list_walks_total counter',
    ...Object.entries(walks).map(([end, count]) => `parcelo_list_walks_total{end="${end}"} ${count}`),
    ...metric(
      'parcelo_list_complete_timestamp_seconds',
      'gauge',
      'When a walk last came to the end; 0 before.',
      complete,
    ),
    '# HELP tracking_numbers Labelled orders by whether their tracking number is known.',
    '# TYPE tracking_numbers gauge',
    `tracking_numbers{state="waiting"} ${waiting}`,
    `tracking_numbers{state="told"} ${told}`,
  ];
}

/** `failed` counts the attempts that failed since the start. */
export function metricsText(health: Health, failed: number, upstream: UpstreamMetrics): string {
  const { orders, mode, preflight, revision, fulfilment } = health;
  const handed = Object.entries(fulfilment).flatMap(
    ([upstream, { waiting, ahead, done, quarantined, failed }]) => [
      `fulfilment_orders{upstream="${upstream}",state="waiting"} ${waiting.count}`,
      `fulfilment_orders{upstream="${upstream}",state="ahead"} ${ahead.count}`,
      `fulfilment_orders{upstream="${upstream}",state="done"} ${done.count}`,
      `fulfilment_orders{upstream="${upstream}",state="quarantined"} ${quarantined.count}`,
      `fulfilment_orders{upstream="${upstream}",state="failed"} ${failed.count}`,
    ],
  );
  const modes = (['live', 'cached', 'degraded'] as const).map(
    (one) => `order_sync_mode{mode="${one}"} ${one === mode ? 1 : 0}`,
  );
  const lines = [
    ...metric('orders_processed_total', 'counter', 'Orders that were processed.', orders.processed.count),
    ...metric('orders_failed_total', 'counter', 'Attempts at an order that failed.', failed),
    ...metric('orders_queued', 'gauge', 'Orders that wait or are in work.', orders.queued.count),
    ...metric('orders_pending', 'gauge', 'Orders taken on trust, not charged yet.', orders.unconfirmed.count),
    ...metric('orders_quarantined', 'gauge', 'Orders set aside for a person.', orders.quarantined.count),
    ...metric('orders_rejected_total', 'counter', 'Orders that cannot be charged.', orders.rejected.count),
    ...metric('orders_conserved', 'gauge', '1 when no order is lost or doubled.', Number(orders.conserved)),
    '# HELP order_sync_mode 1 for the mode that orders are processed in.',
    '# TYPE order_sync_mode gauge',
    ...modes,
    ...metric(
      'order_sync_preflight_ok',
      'gauge',
      '1 when data requests may be opened.',
      Number(preflight.ok),
    ),
    ...metric('order_sync_config_revision', 'gauge', 'Configuration revision in force.', revision),
    '# HELP fulfilment_orders Settled orders by upstream and by how far they are there.',
    '# TYPE fulfilment_orders gauge',
    ...handed,
    ...trackingLines(health.tracking),
    ...upstream.lines(),
  ];
  return `${lines.join('\n')}\n`;
}
