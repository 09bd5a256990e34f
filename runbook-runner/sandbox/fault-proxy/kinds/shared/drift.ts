// Owns schema drift: changes a JSON response by pointers (RFC 6901). In a list (`{ data: […] }` or an array) a
// pointer that doesn't lead into the envelope itself is applied to each item; what it doesn't lead to stays.
import { z } from 'zod';
import { namesOf } from '../../../../ports/json-pointer.ts';

const pointer = z
  .string()
  .regex(/^(\/([^~/]|~[01])*)+$/, 'a JSON pointer (RFC 6901) below the root')
  .describe('JSON pointer (RFC 6901) in the answer.');
const change = <Name extends string>(name: Name) => z.literal(name).describe('What is done to the value.');

const Change = z.discriminatedUnion('change', [
  z.strictObject({
    change: change('retype'),
    pointer,
    to: z
      .enum(['string', 'number', 'boolean'])
      .describe('Type that the value gets, or the new name of the key.'),
  }),
  z.strictObject({ change: change('remove'), pointer }),
  z.strictObject({
    change: change('rename'),
    pointer,
    to: z.string().min(1).describe('The new name of the key.'),
  }),
  z.strictObject({ change: change('set'), pointer, value: z.json().describe('Value to put there.') }),
]);
type Change = z.output<typeof Change>;

export const Changes = z.array(Change).min(1).describe('Changes to each JSON answer.');

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
type Container = Record<string, unknown> | unknown[];

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

const read = (container: Container, name: string): unknown => Reflect.get(container, name);

/** The container that holds the pointer's last segment, or undefined when the way there doesn't exist. */
function holderOf(root: unknown, segments: readonly string[]): Container | undefined {
  let value = root;
  for (const segment of segments.slice(0, -1)) {
    if (!isContainer(value) || !Object.hasOwn(value, segment)) return undefined;
    value = read(value, segment);
  }
  return isContainer(value) ? value : undefined;
}

function retyped(value: unknown, to: 'string' | 'number' | 'boolean'): Json {
  if (to === 'string') return typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (to === 'boolean') return Boolean(value);
  const number = Number(value);
  return Number.isFinite(number) ? number : 0;
}

function remove(holder: Container, name: string): void {
  if (Array.isArray(holder)) holder.splice(Number(name), 1);
  else delete holder[name];
}

function applyTo(holder: Container, name: string, change: Change): void {
  const value = read(holder, name);
  if (change.change === 'set') Reflect.set(holder, name, change.value);
  else if (change.change === 'retype') Reflect.set(holder, name, retyped(value, change.to));
  else {
    remove(holder, name);
    if (change.change === 'rename') Reflect.set(holder, change.to, value);
  }
}

/** Applies one change to one object; false when the pointer leads nowhere. */
function changeOne(root: unknown, change: Change, mayAdd: boolean): boolean {
  const segments = namesOf(change.pointer);
  const holder = holderOf(root, segments);
  const name = segments.at(-1);
  if (holder === undefined || name === undefined) return false;
  if (!Object.hasOwn(holder, name) && !(mayAdd && change.change === 'set')) return false;
  applyTo(holder, name, change);
  return true;
}

function itemsOf(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body;
  const data = isContainer(body) ? read(body, 'data') : undefined;
  return Array.isArray(data) ? data : undefined;
}

/** The drifted body; the one that was passed is left alone. */
export function drift(body: unknown, changes: readonly Change[]): unknown {
  const drifted: unknown = structuredClone(body);
  for (const change of changes) {
    const items = itemsOf(drifted);
    if (items === undefined) changeOne(drifted, change, true);
    else if (!changeOne(drifted, change, false)) for (const item of items) changeOne(item, change, true);
  }
  return drifted;
}
