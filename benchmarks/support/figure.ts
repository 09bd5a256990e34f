// How a figure is written down.
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** The target and whether it was met; undefined where there is none. */
  readonly target?: { readonly text: string; readonly met: boolean };
}

export const absolute = (name: string, ms: number, digits = 0): Figure => ({
  name,
  value: `${ms.toFixed(digits)} ms`,
});

/** A value that must not exceed its target, in the same unit. */
export function atMost(name: string, value: number, target: number, unit: string, digits = 0): Figure {
  return {
    name,
    value: `${value.toFixed(digits)} ${unit}`,
    target: { text: `at most ${target} ${unit}`, met: value <= target },
  };
}

export const missing = (name: string, why: string): Figure => ({ name, value: `missing: ${why}` });

export function ratio(name: string, value: number, atMost: number): Figure {
  return {
    name,
    value: `${value.toFixed(2)} ×`,
    target: { text: `at most ${atMost} ×`, met: value <= atMost },
  };
}

export function atLeast(name: string, value: number, target: number): Figure {
  return {
    name,
    value: `${value.toFixed(2)} ×`,
    target: { text: `at least ${target} ×`, met: value >= target },
  };
}
