// The list of API routes as declared: which methods an address answers, and who may ask.
import type { Access, EdgeApp } from './edge.ts';

export interface RouteEntry {
  readonly method: string;
  /** As in the OpenAPI document: `/api/runs/{id}`. */
  readonly path: string;
  readonly access: Access;
}

export interface RouteTable {
  readonly entries: readonly RouteEntry[];
  /** Routes at a path, whatever their method. */
  at(path: string): readonly RouteEntry[];
}

/** OpenAPI `security` of each access; a route that declares none is for paired browsers. */
export const SECURITY = {
  open: [],
  paired: [{ pairing: [] }, { control: [] }],
  control: [{ control: [] }],
} satisfies Record<Access, readonly Record<string, string[]>[]>;

function accessOf(security: readonly Record<string, readonly string[]>[] | undefined): Access {
  if (security === undefined) return 'paired';
  if (security.length === 0) return 'open';
  return security.some((one) => 'pairing' in one) ? 'paired' : 'control';
}

export function routeTable(app: EdgeApp): RouteTable {
  const entries = app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === 'route'
      ? {
          method: definition.route.method.toUpperCase(),
          path: definition.route.path,
          access: accessOf(definition.route.security as Record<string, string[]>[] | undefined),
        }
      : [],
  );
  const patterns = entries.map((entry) => ({
    entry,
    pattern: new RegExp(`^${entry.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));
  return {
    entries,
    at: (path) => patterns.filter(({ pattern }) => pattern.test(path)).map(({ entry }) => entry),
  };
}
