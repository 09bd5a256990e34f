// The ways in which one secret can stand in a text: raw, escaped, percent-encoded, hexadecimal, base64.

/**
 * Base64 of a secret inside a longer text: what stays the same whatever comes before and after it,
 * for each of the three alignments (RFC 4648 §4). Covers `id:secret` of basic authentication.
 */
function base64Cores(bytes: Uint8Array): string[] {
  return [0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const leading = offset === 0 ? 0 : offset + 1;
    const whole = Math.floor((padded.length * 8) / 6);
    return padded.toString('base64').slice(leading, whole);
  });
}

/** Percent-encoding of every byte but the unreserved ones (RFC 3986 §2.3), which `encodeURIComponent` leaves wider. */
function percentStrict(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const lowerPercent = (text: string) => text.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase());

/** Every form to look for, none shorter than `shortest`. */
export function variantsOf(secret: string, shortest: number): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const plain = secret.toWellFormed();
  const percent = [encodeURIComponent(plain), percentStrict(plain)];
  const form = new URLSearchParams([['', plain]]).toString().slice(1);
  const cores = base64Cores(bytes);
  const variants = [
    plain,
    JSON.stringify(plain).slice(1, -1),
    ...[...percent, form].flatMap((text) => [text, lowerPercent(text)]),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...cores.flatMap((core) => [core, core.replaceAll('+', '-').replaceAll('/', '_')]),
  ];
  return [...new Set(variants)].filter((variant) => variant.length >= shortest);
}
