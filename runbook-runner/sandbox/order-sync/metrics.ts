// Owns order-sync's metrics: counters, and a histogram of upstream latency, as Prometheus text (format 0.0.4).
import type { Health } from './health.ts';

const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What is asked of the upstream: data, or a token. */
type Purpose = 'data' | 'token';

export class UpstreamMetrics {
  readonly #requests = new Map<string, number>();
  readonly #buckets = new Array<number>(BUCKETS_S.length).fill(0);
  #count = 0;
  #sumS = 0;

  /** `status` is the response's, or `none` when there was no response. */
  observe(purpose: Purpose, status: string, ms: number): void {
    const labels = `purpose="${purpose}",status="${status}"`;
    this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1);
    if (purpose !== 'data') return;
    this.#count += 1;
    this.#sumS += ms / 1_000;
    for (const [index, limit] of BUCKETS_S.entries())
      if (ms / 1_000 <= limit) this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
  }

  lines(): readonly string[] {
    const name = 'upstream_request_duration_seconds';
    return [
      '# HELP upstream_requests_total Requests to Lumenpay by purpose and status.',
      '# TYPE upstream_requests_total counter',
      ...[...this.#requests].map(([labels, count]) => `upstream_requests_total{${labels}} ${count}`),
      `# HELP ${name} Time of data requests to Lumenpay, from sent to read.`,
      `# TYPE ${name} histogram`,
      ...BUCKETS_S.map((limit, index) => `${name}_bucket{le="${limit}"} ${this.#buckets[index] ?? 0}`),
      `${name}_bucket{le="+Inf"} ${this.#count}`,
      `${name}_sum ${this.#sumS.toFixed(6)}`,
      `${name}_count ${this.#count}`,
    ];
  }
}

const metric = (name: string, type: 'counter' | 'gauge', help: string, value: number): readonly string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  `${name} ${value}`,
];

/** `failed` counts the attempts that failed since the start. */
export function metricsText(health: Health, failed: number, upstream: UpstreamMetrics): string {
  const { orders, mode, preflight, revision } = health;
  const modes = (['live', 'cached', 'degraded'] as const).map(
    (one) => `order_sync_mode{mode="${one}"} ${one === mode ? 1 : 0}`,
  );
  const lines = [
    ...metric('orders_processed_total', 'counter', 'Orders that were processed.', orders.processed.count),
    ...metric('orders_failed_total', 'counter', 'Attempts at an order that failed.', failed),
    ...metric('orders_queued', 'gauge', 'Orders that wait or are in work.', orders.queued.count),
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
    ...upstream.lines(),
  ];
  return `${lines.join('\n')}\n`;
}
