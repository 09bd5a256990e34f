// Owns which fields came that no contract knows: named by upstream and pointer, and counted.
import type { UpstreamName } from './config.ts';

/** What an upstream may call its fields is not ours to bound: the rest is counted under one name. */
const MOST_NAMED = 50;
const MOST_LETTERS = 80;
const OTHERS = 'others';

/** A label's value in Prometheus text (format 0.0.4). */
const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

export class UnknownFields {
  readonly #counts = new Map<UpstreamName, Map<string, number>>();

  /** Counts them; answers those that were never seen before. */
  saw(upstream: UpstreamName, pointers: readonly string[]): readonly string[] {
    const counts = this.#counts.get(upstream) ?? new Map<string, number>();
    this.#counts.set(upstream, counts);
    return pointers.flatMap((pointer) => {
      const name = pointer.slice(0, MOST_LETTERS);
      const named = counts.has(name) || counts.size < MOST_NAMED ? name : OTHERS;
      const before = counts.get(named);
      counts.set(named, (before ?? 0) + 1);
      return before === undefined ? [named] : [];
    });
  }

  lines(): readonly string[] {
    return [
      '# HELP upstream_unknown_fields_total Fields that the contract does not know, by upstream and JSON pointer.',
      '# TYPE upstream_unknown_fields_total counter',
      ...[...this.#counts].flatMap(([upstream, counts]) =>
        [...counts].map(
          ([field, count]) =>
            `upstream_unknown_fields_total{upstream="${upstream}",field="${escaped(field)}"} ${count}`,
        ),
      ),
    ];
  }
}
