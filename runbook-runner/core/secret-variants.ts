// The ways in which one secret can stand in a text: raw, escaped for JSON or HTML, percent-encoded, hexadecimal, base64.

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

const unicode = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
const UNICODE = (char: string) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
const NOT_ASCII = /[^ -~]/g;

/**
 * JSON of upstreams in other languages, which may write any character by its number (RFC 8259 §7): PHP escapes slashes,
 * Go and Rails what HTML would act on, Gson and .NET some more, and several all but ASCII.
 */
function foreignJson(own: string): string[] {
  const ascii = own.replace(NOT_ASCII, unicode);
  return [
    ...[ascii, own.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/')],
    ...[own.replace(/[<>&]/g, unicode), own.replace(/[<>&='\u2028\u2029]/g, unicode), dotNet(own)],
  ];
}

/** Escapes of one letter stay as they are, but that of the quotation mark. */
function dotNet(own: string): string {
  const escapes = own.replace(/\\(?:u(....)|.)/g, (one, digits?: string) => {
    if (digits !== undefined) return `\\u${digits.toUpperCase()}`;
    return one === '\\"' ? UNICODE('"') : one;
  });
  return escapes.replace(/[&'+<>`]/g, UNICODE).replace(NOT_ASCII, UNICODE);
}

const LEAST = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const QUOTED = { ...LEAST, '"': '&quot;' };
const DECIMAL = { ...QUOTED, "'": '&#39;' };
const HEX = { ...QUOTED, "'": '&#x27;' };
const GO = { ...DECIMAL, '"': '&#34;' };

/** What HTML and XML escape at least, then as written by: PHP, XML writers, Jinja2, templates of Go, Handlebars, Mustache. */
const MARKUP: readonly Readonly<Record<string, string>>[] = [
  ...[LEAST, QUOTED, DECIMAL, HEX],
  ...[{ ...QUOTED, "'": '&#039;' }, { ...QUOTED, "'": '&apos;' }, GO, { ...GO, '+': '&#43;' }],
  ...[
    { ...HEX, '`': '&#x60;', '=': '&#x3D;' },
    { ...DECIMAL, '/': '&#x2F;', '`': '&#x60;', '=': '&#x3D;' },
  ],
];

/** Error pages echo what they were sent. */
function html(plain: string): string[] {
  return MARKUP.map((escapes) => plain.replace(/[&<>"'+/=`]/g, (char) => escapes[char] ?? char));
}

/** Every form to look for, none shorter than `shortest`. */
export function variantsOf(secret: string, shortest: number): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const plain = secret.toWellFormed();
  const percent = [encodeURIComponent(plain), percentStrict(plain)];
  const json = JSON.stringify(plain).slice(1, -1);
  const form = new URLSearchParams([['', plain]]).toString().slice(1);
  const cores = base64Cores(bytes);
  const variants = [
    plain,
    json,
    ...foreignJson(json),
    ...html(plain),
    ...[...percent, form].flatMap((text) => [text, lowerPercent(text)]),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...cores.flatMap((core) => [core, core.replaceAll('+', '-').replaceAll('/', '_')]),
  ];
  return [...new Set(variants)].filter((variant) => variant.length >= shortest);
}
