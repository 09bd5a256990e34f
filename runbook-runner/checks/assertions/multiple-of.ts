// The keyword `multipleOf`, by decimal digits: in binary fractions 19.99 is no multiple of 0.01. Pure.

/** A number as whole digits and a power of ten, as it is written in JSON. */
function decimal(value: number): { readonly digits: bigint; readonly exponent: number } {
  const [mantissa = '0', power = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** Whole numbers from 2^53 on, of which several are one number of the language. */
export const isLarge = (value: unknown): value is number =>
  Number.isInteger(value) && !Number.isSafeInteger(value);

/** From here on they are written by a power of ten, and below with digits that are lost. */
const MAX_DIGITS = 1e21;

/** Whether a number is a whole multiple of another (JSON Schema 2020-12, Validation §6.2.1). */
export function isMultipleOf(value: number, divisor: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0;
  if (!Number.isFinite(value)) return false;
  if (divisor !== 1 && isLarge(value) && Math.abs(value) < MAX_DIGITS) {
    throw new Error(`${value} has more digits than can be divided exactly`);
  }
  const [a, b] = [decimal(value), decimal(divisor)];
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (one: typeof a) => one.digits * 10n ** BigInt(one.exponent - exponent);
  return b.digits !== 0n && scaled(a) % scaled(b) === 0n;
}
