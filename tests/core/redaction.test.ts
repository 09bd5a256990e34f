import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, PLACEHOLDER } from '../../runbook-runner/core/redaction.ts';

/** Secrets as people make them; brackets are left out so that a secret never overlaps the placeholder. */
const secret = fc
  .string({ unit: fc.constantFrom(...'abcXYZ0189-_+/=.~!?&%#<>`\' "\\\n\räß€'), minLength: 6, maxLength: 60 })
  .filter((text) => !PLACEHOLDER.includes(text));
const around = fc.string({ maxLength: 12 });

const byNumber = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
const ascii = (text: string) => text.replace(/[^ -~]/g, byNumber);
const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one] ?? one);

const SHORT: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };
const dotNet = (one: string) =>
  SHORT[one] ?? (/[^ -~]|["&'+<>`]/.test(one) ? byNumber(one).toUpperCase().replace('U', 'u') : one);

const encodings: Record<string, (text: string) => string> = {
  raw: (text) => text,
  json: (text) => JSON.stringify({ echo: text }),
  'JSON of PHP': (text) => ascii(JSON.stringify({ echo: text })).replaceAll('/', '\\/'),
  'JSON of Python': (text) => ascii(JSON.stringify({ echo: text })),
  'JSON of Go': (text) => JSON.stringify({ echo: text }).replace(/[<>&]/g, byNumber),
  'JSON of Gson': (text) => JSON.stringify({ echo: text }).replace(/[<>&=']/g, byNumber),
  'JSON of .NET': (text) => `"${Array.from(text, dotNet).join('')}"`,
  XML: (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  HTML: (text) => escapeHtml(text).replaceAll("'", '&#39;'),
  'HTML of a template': (text) =>
    escapeHtml(text)
      .replaceAll("'", '&#39;')
      .replace(/[/=`]/g, (one) => `&#x${one.charCodeAt(0).toString(16).toUpperCase()};`),
  percent: (text) => encodeURIComponent(text),
  'percent, lower case': (text) => encodeURIComponent(text).replace(/%../g, (one) => one.toLowerCase()),
  form: (text) => new URLSearchParams({ key: text }).toString(),
  hex: (text) => Buffer.from(text).toString('hex'),
  HEX: (text) => Buffer.from(text).toString('hex').toUpperCase(),
};

/** One secret with everything that is escaped anywhere, as each of these prints it. */
const KEY = 'p"q\'r&s<t>u+v/w=x`y\\z\nä';
const printed: Record<string, string> = {
  'json_encode of PHP': String.raw`p\"q'r&s<t>u+v\/w=x${'`'}y\\z\n\u00e4`,
  'json of Python': String.raw`p\"q'r&s<t>u+v/w=x${'`'}y\\z\n\u00e4`,
  'encoding/json of Go': String.raw`p\"q'r\u0026s\u003ct\u003eu+v/w=x${'`'}y\\z\nä`,
  'System.Text.Json of .NET': String.raw`p\u0022q\u0027r\u0026s\u003Ct\u003Eu\u002Bv/w=x\u0060y\\z\n\u00E4`,
  Gson: String.raw`p\"q\u0027r\u0026s\u003ct\u003eu+v/w\u003dx${'`'}y\\z\nä`,
  'html/template of Go': 'p&#34;q&#39;r&amp;s&lt;t&gt;u&#43;v/w=x`y\\z\nä',
  Jinja2: 'p&#34;q&#39;r&amp;s&lt;t&gt;u+v/w=x`y\\z\nä',
  'html of Python': 'p&quot;q&#x27;r&amp;s&lt;t&gt;u+v/w=x`y\\z\nä',
  'htmlspecialchars of PHP': 'p&quot;q&#039;r&amp;s&lt;t&gt;u+v/w=x`y\\z\nä',
  'an XML writer': 'p&quot;q&apos;r&amp;s&lt;t&gt;u+v/w=x`y\\z\nä',
  'escape-html of Express': 'p&quot;q&#39;r&amp;s&lt;t&gt;u+v/w=x`y\\z\nä',
  Handlebars: 'p&quot;q&#x27;r&amp;s&lt;t&gt;u+v/w&#x3D;x&#x60;y\\z\nä',
  Mustache: 'p&quot;q&#39;r&amp;s&lt;t&gt;u+v&#x2F;w&#x3D;x&#x60;y\\z\nä',
};

function createRedactorOf(...secrets: readonly string[]) {
  const redactor = createRedactor();
  for (const one of secrets) redactor.add(one);
  return redactor;
}

describe('a known secret never leaves', () => {
  test.each(Object.entries(encodings))('written as %s', (_, encode) => {
    fc.assert(
      fc.property(secret, around, around, (value, before, after) => {
        const redactor = createRedactor();
        redactor.add(value);
        const written = before + encode(value) + after;
        const seen = redactor.text(written);
        expect(seen).toContain(PLACEHOLDER);
        expect(seen).not.toContain(value);
      }),
    );
  });

  test.each(Object.entries(printed))('as printed by %s', (_, written) => {
    const redactor = createRedactorOf(KEY);
    expect(redactor.text(`before ${written} after`)).toBe(`before ${PLACEHOLDER} after`);
  });

  test('inside base64 of a longer text, such as basic authentication', () => {
    fc.assert(
      fc.property(secret, around, around, fc.constantFrom('base64', 'base64url'), (value, id, rest, form) => {
        const redactor = createRedactor();
        redactor.add(value);
        const encoded = Buffer.from(`${id}:${value}${rest}`).toString(form as BufferEncoding);
        const seen = redactor.text(`Basic ${encoded}`);
        expect(seen).toContain(PLACEHOLDER);
        const [start = ''] = seen.slice('Basic '.length).split(PLACEHOLDER);
        expect(Buffer.from(start, 'base64').toString()).not.toContain(value.slice(0, 4) + value.slice(4));
      }),
    );
  });

  test('at any depth, in keys too, and the input stays as it was', () => {
    fc.assert(
      fc.property(secret, fc.jsonValue(), (value, filler) => {
        const redactor = createRedactor();
        redactor.add(value);
        const input = { filler, list: [[{ [`k-${value}`]: `v ${value}` }]] };
        const before = JSON.stringify(input);
        const seen = redactor.redact(input);
        expect(seen.list).toEqual([[{ [`k-${PLACEHOLDER}`]: `v ${PLACEHOLDER}` }]]);
        expect(JSON.stringify(input)).toBe(before);
      }),
    );
  });

  test('a secret that is a word of ours leaves names and ids whole, and is hidden in every text beside them', () => {
    const redactor = createRedactorOf('status', 'order-sync');
    redactor.keep(['order-sync', 'order-sync-live']);
    const echo = { status: 'Bearer status', actual: 'status', url: 'https://x/order-sync' };
    const seen = redactor.redact({ status: 'finished', subject: 'order-sync-live', echo });
    const hidden = {
      status: `Bearer ${PLACEHOLDER}`,
      actual: PLACEHOLDER,
      url: `https://x/${PLACEHOLDER}`,
    };
    expect(seen).toEqual({ status: 'finished', subject: 'order-sync-live', echo: hidden });
  });

  test('cut in the middle at the end of a text', () => {
    const redactor = createRedactor();
    redactor.add('correct-horse-battery-staple');
    expect(redactor.text('token=correct-horse-batt')).toBe(`token=${PLACEHOLDER}`);
    expect(redactor.text('token=correct')).toBe('token=correct');
  });

  test('the longest of two secrets that begin alike', () => {
    const redactor = createRedactor();
    redactor.add('sk_live_123');
    redactor.add('sk_live_123456');
    expect(redactor.text('a sk_live_123456 b sk_live_123 c')).toBe(`a ${PLACEHOLDER} b ${PLACEHOLDER} c`);
  });

  test('in a value that is written as JSON, wherever it stands and however it is cut', () => {
    fc.assert(
      fc.property(secret, fc.jsonValue(), fc.boolean(), (value, filler, cut) => {
        const redactor = createRedactor();
        redactor.add(value);
        const echo = `v ${cut ? value.slice(0, -1) : value}`;
        const input = { filler, list: [[{ [`k-${value}`]: echo }]], sent: JSON.stringify({ echo }) };
        const seen = redactor.written(input);
        expect(seen.value).toEqual(createRedactorOf(value).redact(input));
        expect(seen.text).toBe(JSON.stringify(seen.value));
      }),
    );
  });

  test('learned after a value was already redacted once', () => {
    const redactor = createRedactor();
    redactor.add('first-secret');
    const once = redactor.redact({ text: 'first-secret second-secret' });
    redactor.add('second-secret');
    expect(redactor.redact(once)).toEqual({ text: `${PLACEHOLDER} ${PLACEHOLDER}` });
  });
});

describe('a secret that is good for one request', () => {
  const signature = (index: number) => Buffer.from(`signature of request ${index}`).toString('base64');
  const many = (count: number) => {
    const redactor = createRedactor();
    for (let index = 0; index < count; index += 1) redactor.addPassing(signature(index));
    return redactor;
  };

  test.each(Object.entries(encodings))('written as %s', (_, encode) => {
    const seen = many(100).text(`v1=${encode(signature(7))}, ${encode(signature(8))}`);
    expect(seen.split(PLACEHOLDER)).toHaveLength(3);
    expect(seen).not.toContain(encode(signature(7)).slice(0, 20));
  });

  test('in a value that is written as JSON, also where no lasting secret is near', () => {
    const redactor = many(100);
    redactor.add('a lasting secret');
    const seen = redactor.written({ body: `v1=${signature(7)} and more` });
    expect(seen.value).toEqual({ body: `v1=${PLACEHOLDER} and more` });
    expect(seen.text).toBe(JSON.stringify(seen.value));
  });

  test('inside base64 of a longer text, and cut at the end of one', () => {
    const redactor = many(100);
    for (const before of ['', 'a', 'ab']) {
      const seen = redactor.text(Buffer.from(`${before}${signature(7)} and more`).toString('base64'));
      expect(seen).toContain(PLACEHOLDER);
    }
    expect(redactor.text(`v1=${signature(7).slice(0, 20)}`)).toBe(`v1=${PLACEHOLDER}`);
  });

  test('is forgotten after thousands of others, so that they never fill the memory', () => {
    const redactor = many(5_000);
    expect(redactor.text(signature(4_999))).toBe(PLACEHOLDER);
    expect(redactor.text(signature(0))).toBe(signature(0));
  });
});

describe('what carries no secret', () => {
  test('stays the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const redactor = createRedactor();
        redactor.add('a secret that stands nowhere');
        expect(JSON.stringify(redactor.redact(value))).toBe(JSON.stringify(value));
      }),
    );
  });

  test('is not touched for a secret of five characters', () => {
    const redactor = createRedactor();
    redactor.add('green');
    expect(redactor.text('all green')).toBe('all green');
  });

  test('is written as it is, unless a header or a lone surrogate must go', () => {
    const redactor = createRedactorOf('a secret that stands nowhere');
    const plain = { body: 'set-cookie is a header', headers: [['content-type', 'text/plain']] };
    expect(redactor.written(plain)).toEqual({ value: plain, text: JSON.stringify(plain) });
    const hidden = { headers: [['authorization', PLACEHOLDER]] };
    expect(redactor.written(hidden).value).toBe(hidden);
    const shown = { headers: [['authorization', `${PLACEHOLDER} and more`]] };
    expect(redactor.written(shown).value).toEqual(hidden);
    const telling = { headers: [['Set-Cookie', 'sid=1']], body: '\ud800' };
    expect(redactor.written(telling).value).toEqual({
      headers: [['Set-Cookie', PLACEHOLDER]],
      body: '\ufffd',
    });
  });

  test('headers that are secret by name are hidden without knowing their value', () => {
    const headers = [
      ['Authorization', 'Bearer unknown'],
      ['set-cookie', 'sid=1'],
      ['content-type', 'text/plain'],
    ];
    expect(createRedactor().redact(headers)).toEqual([
      ['Authorization', PLACEHOLDER],
      ['set-cookie', PLACEHOLDER],
      ['content-type', 'text/plain'],
    ]);
  });

  test('a lone surrogate becomes a character that can be stored', () => {
    expect(createRedactor().redact(['\ud800'])).toEqual(['\ufffd']);
  });
});
