// Formats of numbers, as the registry of OpenAPI has them (https://spec.openapis.org/registry/format/).

const within = (least: number, most: number) => (value: number) =>
  Number.isInteger(value) && value >= least && value <= most;

const signed = (bits: number) => within(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1);
const unsigned = (bits: number) => within(0, 2 ** bits - 1);

/** Whether a number is of a format, by its name. The greatest of 64 bits is 2^63 or 2^64 among the numbers of the language. */
export const NUMBER_FORMATS: Readonly<Record<string, (value: number) => boolean>> = {
  ...{ int8: signed(8), int16: signed(16), int32: signed(32), int64: signed(64) },
  ...{ uint8: unsigned(8), uint16: unsigned(16), uint32: unsigned(32), uint64: unsigned(64) },
  'double-int': within(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  // Beyond the greatest of 32 bits, a reader has infinity.
  float: (value) => Number.isFinite(Math.fround(value)),
};
