// How far a server's clock is from ours, by the Date of its answer. On the ground: token endpoints and probes ask it.

const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function only(headers: readonly (readonly [string, string])[], name: string): string | undefined {
  const [first, ...more] = headers.filter(([field]) => field === name);
  return more.length === 0 ? first?.[1] : undefined;
}

/**
 * Milliseconds by which the server is ahead of us, negative when it is behind; undefined when it tells no time.
 * Date names a second (RFC 9110 §6.6.1) within the exchange; 0 when any moment of that second lies in it.
 * An answer from a cache is older by its Age (RFC 9111 §5.1).
 */
export function aheadOfUs(
  headers: readonly (readonly [string, string])[],
  sentAt: Date,
  answeredAt: Date,
): number | undefined {
  const date = only(headers, 'date');
  if (date === undefined || !IMF_FIXDATE.test(date)) return undefined;
  const age = /^\d{1,9}$/.exec(only(headers, 'age') ?? '0');
  const told = Date.parse(date) + Number(age?.[0] ?? 0) * 1000;
  if (Number.isNaN(told)) return undefined;
  const least = told - answeredAt.getTime();
  const most = told + 1000 - sentAt.getTime();
  if (least > 0) return least;
  return most < 0 ? most : 0;
}
