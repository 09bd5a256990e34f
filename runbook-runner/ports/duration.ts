// Durations as people write them, parsed once at the edge.

export const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration as it was written, and in milliseconds. */
export interface Duration {
  readonly text: string;
  readonly ms: number;
}

/** Parses `400ms`, `30s`, `15m`, `4h`, `7d` or the ISO 8601 days and weeks `P90D`, `P2W`; undefined for anything else. */
export function parseDuration(text: string): Duration | undefined {
  const plain = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (plain) return { text, ms: Number(plain[1]) * UNITS_MS[plain[2] as keyof typeof UNITS_MS] };
  const iso = /^P(\d+)([DW])$/.exec(text);
  if (iso) return { text, ms: Number(iso[1]) * (iso[2] === 'W' ? 7 : 1) * UNITS_MS.d };
  return undefined;
}
