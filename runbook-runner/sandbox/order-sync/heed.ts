// What a failed request means for those that would follow: the gate closes, or the upstream is left alone for a while.
import { LINKS } from './broken-link.ts';
import type { Failure } from './connection.ts';
import type { Pacer } from './pacer.ts';
import type { PreflightGate } from './preflight-gate.ts';

export function heed({ kind, detail, retryAfterMs }: Failure, gate: PreflightGate, pacer: Pacer): void {
  const broken = LINKS.find((link) => link === kind);
  if (broken) gate.close({ check: broken, code: detail });
  if (kind === 'credential') gate.close({ check: 'token', code: detail });
  if (retryAfterMs !== undefined) pacer.pause(performance.now() + retryAfterMs);
}
