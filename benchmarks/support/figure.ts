// How a figure is written down.
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** The target and whether it was met; undefined where there is none. */
  readonly target?: { readonly text: string; readonly met: boolean };
}

export const absolute = (name: string, ms: number): Figure => ({ name, value: `${ms.toFixed(0)} ms` });

export function ratio(name: string, value: number, atMost: number): Figure {
  return {
    name,
    value: `${value.toFixed(2)} ×`,
    target: { text: `at most ${atMost} ×`, met: value <= atMost },
  };
}
