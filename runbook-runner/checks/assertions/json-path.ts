// RFC 9535 paths from content, evaluated to located values.
import { exec } from 'jsonpath-rfc9535';
import { namesOf } from '../../ports/json-pointer.ts';

/** A value that a path selected, with its normalized path (RFC 9535 §2.7). */
export interface Node {
  readonly path: string;
  readonly value: unknown;
}

/** One more step of a normalized path: `['name']` or `[0]`. */
export function step(key: string | number): string {
  return typeof key === 'number' ? `[${key}]` : `['${key.replace(UNSAFE_KEY, escaped)}']`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 9535 §2.7 escapes exactly these
const UNSAFE_KEY = /[\u0000-\u001f'\\]/g;
const SHORT: Readonly<Record<string, string>> = { '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't' };

function escaped(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  const short = SHORT[character];
  return short ? `\\${short}` : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The normalized path of a JSON pointer (RFC 6901) in `root`; an index is told from a name by what holds it. */
export function pathOfPointer(root: unknown, pointer: string): string {
  let path = '$';
  let value = root;
  for (const key of namesOf(pointer)) {
    path += step(Array.isArray(value) ? Number(key) : key);
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  return path;
}

/** Names and indexes alone: most paths of most checks, and cheap to follow without parsing. */
const PLAIN = /^\$(?:\.[A-Za-z_][A-Za-z0-9_]*|\[(?:0|[1-9][0-9]{0,8})\])*$/;

interface Plain {
  readonly keys: readonly (string | number)[];
  /** Normalized. */
  readonly path: string;
}

/** By the path as it was written; there are as many as the playbook has, and most of them stand in many checks. */
const knownPlain = new Map<string, Plain>();

function plainOf(path: string): Plain {
  const known = knownPlain.get(path);
  if (known) return known;
  const keys = [...path.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  const plain = { keys, path: `$${keys.map(step).join('')}` };
  knownPlain.set(path, plain);
  return plain;
}

function selectPlain(root: unknown, { keys, path }: Plain): Node[] {
  let value = root;
  for (const key of keys) {
    const fits = typeof key === 'number' ? Array.isArray(value) : !Array.isArray(value);
    if (!fits || typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return [];
    value = Reflect.get(value, key);
  }
  return [{ path, value }];
}

/** The nodes that `path` selects in a JSON value, in order. */
export function select(root: unknown, path: string): Node[] {
  if (PLAIN.test(path)) return selectPlain(root, plainOf(path));
  const nodes: Node[] = [];
  exec(root as Parameters<typeof exec>[0], path, (value, segments) => {
    // The library hands the names on as normalized already.
    const steps = segments.map((key) => (typeof key === 'number' ? `[${key}]` : `['${key}']`));
    nodes.push({ path: `$${steps.join('')}`, value });
  });
  return nodes;
}
