// The playbook as one value: every definition and page, cross-referenced and sealed. Plain data, so that it can be cached.
import type { Location } from '../errors/index.ts';
import type { ActionBase, CheckBase, FaultBase } from './schema/definitions.ts';
import type { Drill } from './schema/drill.ts';
import type { FailureMode } from './schema/failure-mode.ts';
import type { Integration } from './schema/integration.ts';
import type { ChangelogEntry, Scenario, Term } from './schema/pages.ts';
import type { Channel, EscalationPolicy, SeverityMatrix, Team } from './schema/people.ts';
import type { Review } from './schema/primitives.ts';

/** What every entry has: its id and where it stands. */
export interface Entry {
  readonly id: string;
  /** From the root of the repository, with forward slashes. */
  readonly file: string;
}

export interface CheckDefinition extends Entry, CheckBase {
  /** The fields of the kind, as its schema parsed them. */
  readonly probe: unknown;
  /** Whether it changes something for a while, so that it runs only where the environment allows it. */
  readonly changes: boolean;
  readonly seal: string;
}

export interface ActionDefinition extends Entry, ActionBase {
  /** Operations, as the kind's schema parsed them. */
  readonly do: unknown;
  readonly undo: unknown;
  readonly seal: string;
}

export interface FaultDefinition extends Entry, FaultBase {
  /** The kind's own fields as they stand in the file: the sandbox parses them by the kind's schema. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Something on a page that the runner can do, in reading order. */
export interface Placement {
  readonly element: 'Check' | 'Action' | 'Decision';
  readonly id: string;
  readonly location: Location;
}

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly placements: readonly Placement[];
  readonly location: Location;
}

export interface Page extends Entry {
  /** Path under `src/content/docs` without the ending: `scenarios/inconsistent-schema`. The home page is ``. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** From the root of the site: `/scenarios/inconsistent-schema/`. */
  readonly address: string;
  /** Steps in reading order; placements outside any step are in `loose`. */
  readonly steps: readonly Step[];
  readonly loose: readonly Placement[];
  /** Ids of the glossary terms that the page uses. */
  readonly terms: readonly string[];
  /** `sha256-…`; undefined when the page can execute nothing. */
  readonly seal: string | undefined;
  /** Digest of each definition that the page reaches, by `checks/<id>`, `actions/<id>`, `contracts/<path>`, …; tells what changed behind a stale seal. */
  readonly reaches: Readonly<Record<string, string>>;
  readonly integration: Integration | undefined;
  readonly scenario: Scenario | undefined;
  readonly failureMode: FailureMode | undefined;
  readonly drill: Drill | undefined;
  readonly term: Term | undefined;
  readonly change: ChangelogEntry | undefined;
  readonly review: Review | undefined;
}

/** A page that has a given front matter. */
export type PageWith<Key extends keyof Page> = Page & { readonly [K in Key]-?: NonNullable<Page[K]> };

export interface Playbook {
  /** Digest over every file that was read. */
  readonly digest: string;
  readonly pages: ReadonlyMap<string, Page>;
  /** By short id, e.g. `lumenpay`: the last part of the page's id. The same for the next four. */
  readonly integrations: ReadonlyMap<string, PageWith<'integration'>>;
  readonly scenarios: ReadonlyMap<string, PageWith<'scenario'>>;
  readonly failureModes: ReadonlyMap<string, PageWith<'failureMode'>>;
  readonly drills: ReadonlyMap<string, PageWith<'drill'>>;
  readonly terms: ReadonlyMap<string, PageWith<'term'>>;
  readonly changes: readonly PageWith<'change'>[];
  readonly checks: ReadonlyMap<string, CheckDefinition>;
  readonly actions: ReadonlyMap<string, ActionDefinition>;
  readonly faults: ReadonlyMap<string, FaultDefinition>;
  readonly policies: ReadonlyMap<string, Entry & EscalationPolicy>;
  readonly teams: ReadonlyMap<string, Entry & Team>;
  readonly channels: ReadonlyMap<string, Entry & Channel>;
  readonly severity: (Entry & SeverityMatrix) | undefined;
  /** Parsed OpenAPI and JSON Schema documents by path under `src/content`, e.g. `contracts/lumenpay.openapi.yaml`. */
  readonly contracts: ReadonlyMap<string, unknown>;
}

/** A fault found in the playbook's own files. */
export interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly location: Location;
  /** The line of the source, for rendering with a caret. */
  readonly source: string;
}

export type LoadResult =
  | { readonly ok: true; readonly playbook: Playbook }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
