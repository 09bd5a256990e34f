// Reads what oasdiff writes: its list of changes, and of the difference of two documents what that list leaves out.
import { z } from 'zod';
import type { Compared, DocumentChange } from '../ports/contract-diff.ts';

const LEVELS = { 1: 'info', 2: 'warning', 3: 'error' } as const;

const Changes = z.array(
  z.object({
    id: z.string(),
    text: z.string(),
    level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    operation: z.string().optional(),
    path: z.string().optional(),
    section: z.string().default('paths'),
    revisionSource: z.object({ line: z.int().optional() }).optional(),
  }),
);

function changeOf(one: z.output<typeof Changes>[number]): DocumentChange {
  const { id, text, level, operation, path, section, revisionSource } = one;
  return {
    ...{ id, text, section, level: LEVELS[level] },
    ...(operation === undefined ? {} : { method: operation }),
    ...(path === undefined ? {} : { path }),
    ...(revisionSource?.line === undefined ? {} : { line: revisionSource.line }),
  };
}

const addresses = z.array(z.string()).default([]);
const Server = z.object({ variables: z.unknown() });
const servers = z
  .object({ added: addresses, deleted: addresses, modified: z.record(z.string(), Server).default({}) })
  .optional();
const modified = <Part extends z.ZodType>(part: Part) =>
  z.object({ modified: z.record(z.string(), part).default({}) }).optional();

const Difference = z.object({
  servers,
  paths: modified(z.object({ servers, operations: modified(z.object({ servers })) })),
});

type Where = Pick<DocumentChange, 'section' | 'path' | 'method'>;

/** A reader that sends to an address is not told of others, and may break where it is no longer declared. */
function serverChanges(found: z.output<typeof servers>, where: Where): DocumentChange[] {
  if (!found) return [];
  const changed = Object.entries(found.modified).filter(([, { variables }]) => variables !== undefined);
  const change = (level: DocumentChange['level'], id: string, what: string) => (address: string) => ({
    ...{ level, id, text: `the server \`${address}\` ${what}` },
    ...where,
  });
  return [
    ...found.deleted.map(change('warning', 'server-removed', 'was removed')),
    ...changed.map(([address]) => address).map(change('warning', 'server-changed', 'has other variables')),
    ...found.added.map(change('info', 'server-added', 'was added')),
  ];
}

function allServerChanges({ servers, paths }: z.output<typeof Difference>): DocumentChange[] {
  const items = Object.entries(paths?.modified ?? {}).flatMap(([path, item]) => [
    ...serverChanges(item.servers, { section: 'paths', path }),
    ...Object.entries(item.operations?.modified ?? {}).flatMap(([method, operation]) =>
      serverChanges(operation.servers, { section: 'paths', path, method }),
    ),
  ]);
  return [...serverChanges(servers, { section: 'servers' }), ...items];
}

const utf8 = new TextDecoder();

/** Where nothing differs, nothing is written. */
const json = (stdout: Uint8Array, nothing: string): unknown =>
  JSON.parse(utf8.decode(stdout).trim() || nothing);

/** The changes of a list and of a difference, as both were written. */
export function changesIn(list: Uint8Array, difference: Uint8Array): Compared {
  try {
    const changes = Changes.parse(json(list, '[]')).map(changeOf);
    return { ok: true, changes: [...changes, ...allServerChanges(Difference.parse(json(difference, '{}')))] };
  } catch {
    return { ok: false, detail: 'oasdiff wrote something that is no list of changes.' };
  }
}
