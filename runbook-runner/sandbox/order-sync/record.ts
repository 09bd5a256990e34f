// Owns how a record of an upstream is made to fit before it is read: fields taken from where they moved to, in the type
// that is needed, and defaults for what is missing.
import { namesOf } from '../../ports/json-pointer.ts';
import type { Config, FieldRule, UpstreamName } from './config.ts';

export interface Rules {
  readonly mapping: readonly FieldRule[];
  /** By JSON pointer. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly unknownFields: Config['unknownFields'];
}

export const rulesFor = (config: Config, upstream: UpstreamName): Rules => ({
  mapping: config.mapping[upstream] ?? [],
  defaults: config.defaults[upstream] ?? {},
  unknownFields: config.unknownFields,
});

type Fields = Record<string, unknown>;

interface Place {
  readonly holder: Fields;
  readonly name: string;
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** The object that holds what a pointer leads to, or undefined when the way there doesn't exist. */
function placeOf(root: unknown, pointer: string): Place | undefined {
  const names = namesOf(pointer);
  let value = root;
  for (const name of names.slice(0, -1)) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  const name = names.at(-1);
  return isObject(value) && name !== undefined ? { holder: value, name } : undefined;
}

/** Defined, so that a name such as `__proto__` is a field like any other. */
const write = ({ holder, name }: Place, value: unknown): void => {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
};

function numberFrom(value: unknown): unknown {
  const text = typeof value === 'string' ? value.trim() : value;
  const number = text === '' || typeof text === 'object' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : value;
}

/** The value in the wanted type, or as it is where it has no meaning in it: the schema refuses it then. */
function converted(value: unknown, as: FieldRule['as']): unknown {
  if (as === undefined) return value;
  if (as === 'string') return isObject(value) ? value : String(value);
  if (as === 'boolean')
    return value === 'true' || value === 1 ? true : value === 'false' || value === 0 ? false : value;
  const number = numberFrom(value);
  if (as === 'number') return number;
  return Number.isInteger(number) ? number : value;
}

function move(record: unknown, { from, to, as }: FieldRule): void {
  const [source, target] = [placeOf(record, from), placeOf(record, to)];
  if (source === undefined || target === undefined || !Object.hasOwn(source.holder, source.name)) return;
  const value = converted(source.holder[source.name], as);
  delete source.holder[source.name];
  write(target, value);
}

/** The record as the rules make it; the one that was passed is left alone. */
export function adapt(record: unknown, { mapping, defaults }: Omit<Rules, 'unknownFields'>): unknown {
  const adapted: unknown = structuredClone(record);
  for (const rule of mapping) move(adapted, rule);
  for (const [pointer, value] of Object.entries(defaults)) {
    const place = placeOf(adapted, pointer);
    if (place !== undefined && (place.holder[place.name] ?? null) === null)
      write(place, structuredClone(value));
  }
  return adapted;
}
