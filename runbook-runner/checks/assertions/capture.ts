// Takes a value out of an answer for the steps that follow. It comes from an upstream, so it is data and never trusted:
// it fills a slot by the same rules as a parameter, and an answer that offers anything else fails.
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import { danger } from '../../ports/danger.ts';
import type { HttpResponse } from '../../ports/http.ts';
import type { AssertionResult } from '../../ports/result.ts';
import type { Capture, Captures } from './capture-schema.ts';
import { headerValues } from './headers.ts';
import { jsonBody, whyNoJson } from './json-body.ts';
import { select } from './json-path.ts';
import { caught } from './pattern.ts';
import { type Claim, differs, kept, typeName } from './result.ts';
import { code } from './words.ts';

export type CapturedValue = string | number | boolean;

export interface Captured {
  readonly name: string;
  /** Undefined when the assertion failed. */
  readonly value: CapturedValue | undefined;
  readonly secret: boolean;
  readonly assertion: AssertionResult;
}

const broken = differs(ASSERTION_CODES.capture);

/** A token may be long; what only names something is not. */
const MAX_SECRET = 8_192;
/** A shorter secret would be found in harmless texts, so it is not looked for in them. */
const MIN_SECRET = 6;

type Found = { readonly value: unknown } | { readonly failed: AssertionResult };

function inBody(claim: Claim, path: string, { body, headers }: Answer): Found {
  const json = jsonBody(body);
  if (!json.ok) return { failed: broken(claim, null, 'missing', whyNoJson(json, headers)) };
  const nodes = select(json.value, path);
  const [only] = nodes;
  if (only === undefined) return { failed: broken(claim, null, 'missing', `${path} selects nothing.`) };
  if (nodes.length === 1) return only;
  return { failed: broken(claim, nodes.length, 'ambiguous', `${path} selects ${nodes.length} values.`) };
}

function inHeader(claim: Claim, name: string, pattern: string | undefined, { headers }: Answer): Found {
  const [only, ...more] = headerValues(headers, name);
  if (only === undefined)
    return { failed: broken(claim, null, 'missing', `The header ${name} is not sent.`) };
  if (more.length > 0) {
    const detail = `The header ${name} is sent ${more.length + 1} times.`;
    return { failed: broken(claim, more.length + 1, 'ambiguous', detail) };
  }
  const value = pattern === undefined ? only : caught(pattern, only);
  if (value !== undefined) return { value };
  return { failed: broken(claim, only.slice(0, 200), 'missing', `The header ${name} does not match.`) };
}

type Answer = Pick<HttpResponse, 'headers' | 'body'>;

/** Why a value fills no slot, with the code for it. */
function fault(
  value: CapturedValue,
  hidden: boolean,
): [code: 'missing' | 'unsafe' | 'too-short', why: string] | undefined {
  if (typeof value !== 'string') return undefined;
  if (value === '') return ['missing', 'is empty'];
  if (hidden && value.length < MIN_SECRET) return ['too-short', `is shorter than ${MIN_SECRET} characters`];
  const why = danger(value, hidden ? MAX_SECRET : undefined);
  return why === undefined ? undefined : ['unsafe', why];
}

const isSimple = (value: unknown): value is CapturedValue =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);

function captureOne(name: string, from: Capture, answer: Answer): Captured {
  const at = 'path' in from ? from.path : from.header;
  const claim: Claim = {
    ...{ assertion: 'capture', title: `{${name}} can be taken from ${at}` },
    ...{ expected: 'one harmless value', where: at },
  };
  const none = (assertion: AssertionResult): Captured => ({
    ...{ name, value: undefined, secret: from.secret, assertion },
  });
  const found = 'path' in from ? inBody(claim, from.path, answer) : inHeader(claim, at, from.matches, answer);
  if ('failed' in found) return none(found.failed);
  const { value } = found;
  if (!isSimple(value)) {
    const type = typeName(value);
    return none(broken(claim, type, 'type-changed', `The value is of the type ${type}.`));
  }
  const shown = from.secret ? 'a secret' : typeof value === 'string' ? value.slice(0, 200) : value;
  const bad = fault(value, from.secret);
  if (bad) return none(broken(claim, shown, bad[0], `The value ${bad[1]}.`));
  return { name, value, secret: from.secret, assertion: kept(claim, shown) };
}

export function capture(captures: Captures, answer: Answer): Captured[] {
  return Object.entries(captures).map(([name, from]) => captureOne(name, from, answer));
}

/** What is captured in words, one line a value. */
export const describeCaptures = (captures: Captures): string[] =>
  Object.entries(captures).map(([name, from]) => {
    return `{${name}} is taken from ${code('path' in from ? from.path : from.header)}`;
  });
