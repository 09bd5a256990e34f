// Finds the known name that a misspelt one most likely meant.

/** Levenshtein distance between two short names. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, left] of [...a].entries()) {
    const current = [row + 1];
    for (const [column, right] of [...b].entries()) {
      const substitute = (previous[column] ?? 0) + (left === right ? 0 : 1);
      current.push(Math.min(substitute, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The nearest of `known` to `name`, or undefined when none is near enough to be meant. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const found = candidate.includes(name) && name.length > 3 ? 1 : distance(name, candidate);
    if (best === undefined || found < best.distance) best = { name: candidate, distance: found };
  }
  return best && best.distance <= Math.max(2, Math.ceil(name.length / 3)) ? best.name : undefined;
}

/** A hint that names the nearest known name, or lists the first few. The start page, whose id is empty, tells nobody anything. */
export function suggest(name: string, known: Iterable<string>): string {
  const names = [...known].filter((one) => one !== '').sort();
  const near = nearest(name, names);
  if (near !== undefined) return `Did you mean "${near}"?`;
  if (names.length === 0) return 'None is declared yet.';
  const shown = names.slice(0, 8).join(', ');
  return `Known: ${shown}${names.length > 8 ? `, and ${names.length - 8} more` : ''}.`;
}
