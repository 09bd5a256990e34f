// A recorded difference from a contract as a drift of every such answer: what one charge showed, all of them get.
import { z } from 'zod';
import { pointerOf } from '../../ports/json-pointer.ts';
import type { AssertionResult, CheckResult } from '../../ports/result.ts';
import type { FaultOf } from './fault-of.ts';

/** Where a check of HTTP asks; other kinds have no such field. */
const Asking = z.object({ request: z.object({ path: z.string() }) });

type Change = Readonly<Record<string, unknown>>;

const TYPES = new Set(['string', 'number', 'boolean']);

/** Undefined unless all that broke is the contract, at places of a JSON answer. `probe` is that of the check. */
export function driftOf({ assertions, problem, exchange }: CheckResult, probe: unknown): FaultOf | undefined {
  const asked = Asking.safeParse(probe);
  const broken = assertions.filter((one) => one.outcome === 'fail');
  if (problem !== undefined || !asked.success || broken.length === 0) return undefined;
  const body = jsonOf(exchange?.response?.body);
  const changes = broken.map((one) => changeOf(one, body));
  if (!changes.every((one) => one !== undefined)) return undefined;
  return { kind: 'schema-drift', options: { path: fixedPart(asked.data.request.path), changes } };
}

/** `/v1/charges/{charge}` → `/v1/charges`. */
function fixedPart(path: string): string {
  const fixed = path.split(/[{?]/)[0] ?? '/';
  return fixed.length > 1 ? fixed.replace(/\/$/, '') : fixed;
}

function jsonOf(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}

function changeOf({ assertion, code, where }: AssertionResult, body: unknown): Change | undefined {
  const steps = where === undefined ? undefined : stepsOf(where);
  if (assertion !== 'contract' || steps === undefined || steps.length === 0) return undefined;
  const pointer = placeOf(steps);
  if (code === 'missing') return { change: 'remove', pointer };
  const value = steps.reduce<unknown>((inner, step) => (isObject(inner) ? inner[step] : undefined), body);
  if (value === undefined) return undefined;
  if (code === 'type-changed' && TYPES.has(typeof value))
    return { change: 'retype', pointer, to: typeof value };
  return { change: 'set', pointer, value };
}

/** The steps of a normalized path (RFC 9535 §2.7): `$['data'][0]['amount']` → data, 0, amount. */
function stepsOf(path: string): string[] | undefined {
  if (!path.startsWith('$')) return undefined;
  return [...path.matchAll(/\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]/g)].map(([, name, index]) =>
    name === undefined ? String(index) : nameIn(name),
  );
}

/** The name itself: the escapes are those of JSON, but for the quotes. */
const nameIn = (quoted: string): string =>
  JSON.parse(`"${quoted.replace(/\\.|"/g, (mark) => (mark === '"' ? '\\"' : mark === "\\'" ? "'" : mark))}"`);

/** A list gives the change to each of its items, so that the place of one of them is left out. */
function placeOf(steps: readonly string[]): string {
  const item = steps[0] === 'data' && /^\d+$/.test(steps[1] ?? '') ? steps.slice(2) : steps;
  return pointerOf(item);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
