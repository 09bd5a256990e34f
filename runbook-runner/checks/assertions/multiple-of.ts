// The keyword `multipleOf`, by decimal digits: in binary fractions 19.99 is no multiple of 0.01. Pure.

/** A number as whole digits and a power of ten, as it is written in JSON. */
function decimal(value: number): { readonly digits: bigint; readonly exponent: number } {
  const [mantissa = '0', power = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** Whether a number is a whole multiple of another (JSON Schema 2020-12, Validation §6.2.1). */
export function isMultipleOf(value: number, divisor: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0;
  if (!Number.isFinite(value)) return false;
  const [a, b] = [decimal(value), decimal(divisor)];
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (one: typeof a) => one.digits * 10n ** BigInt(one.exponent - exponent);
  return b.digits !== 0n && scaled(a) % scaled(b) === 0n;
}
