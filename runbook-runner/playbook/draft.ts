// The playbook while it is read: every entry with its source, parsed where it could be, before ids are followed.
import type { ActionKind } from '../actions/kind.ts';
import type { CheckKind } from '../checks/kind.ts';
import type { Location } from '../errors/index.ts';
import type { FaultKind } from '../sandbox/fault-proxy/kinds/kind.ts';
import type { Placement, Step } from './playbook.ts';
import type { YamlValue } from './read/yaml.ts';
import type { ActionBase, CheckBase, FaultBase } from './schema/definitions.ts';
import type { FrontMatter, PageKind } from './schema/front-matter.ts';
import type { Channel, EscalationPolicy, SeverityMatrix, Team } from './schema/people.ts';

/** The registries of kinds, handed in so that the model knows none of them. */
export interface Kinds {
  readonly checks: ReadonlyMap<string, CheckKind>;
  readonly actions: ReadonlyMap<string, ActionKind>;
  readonly faults: ReadonlyMap<string, FaultKind>;
}

/** `value` is undefined where the file was reported: its id is known all the same, so that nothing else is blamed. */
export interface DraftEntry<Value> {
  readonly id: string;
  readonly file: string;
  readonly yaml: YamlValue | undefined;
  readonly value: Value | undefined;
}

export interface CheckDraft {
  readonly base: CheckBase;
  readonly probe: unknown;
  readonly kind: CheckKind;
}

export interface ActionDraft {
  readonly base: ActionBase;
  readonly do: unknown;
  readonly undo: unknown;
  readonly kind: ActionKind;
}

export interface FaultDraft {
  readonly base: FaultBase;
  readonly options: unknown;
  /** The same as they stand in the file: what the sandbox is sent, and parses by the same schema. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly kind: FaultKind;
}

export type Entries<Value> = ReadonlyMap<string, DraftEntry<Value>>;

export interface Definitions {
  readonly checks: Entries<CheckDraft>;
  readonly actions: Entries<ActionDraft>;
  readonly faults: Entries<FaultDraft>;
  readonly policies: Entries<EscalationPolicy>;
  readonly teams: Entries<Team>;
  readonly channels: Entries<Channel>;
  readonly severity: DraftEntry<SeverityMatrix> | undefined;
  /** Documents by path under `src/content`; undefined where one could not be read. */
  readonly contracts: ReadonlyMap<string, YamlValue | undefined>;
}

/** A use of an id inside a page's text. */
export interface Mention {
  readonly id: string;
  readonly location: Location;
}

export interface Outline {
  readonly steps: readonly Step[];
  readonly loose: readonly Placement[];
  readonly terms: readonly Mention[];
  readonly failureModes: readonly Mention[];
  readonly faults: readonly Mention[];
}

export interface PageDraft {
  readonly id: string;
  /** The last part of the id: what other definitions use. */
  readonly shortId: string;
  readonly file: string;
  readonly yaml: YamlValue | undefined;
  readonly front: Partial<FrontMatter>;
  /** Empty where the text was reported as unreadable. */
  readonly outline: Outline;
  /** False for such a text: nobody can say what stands in it, or what is missing. */
  readonly legible: boolean;
}

export interface Draft extends Definitions {
  readonly pages: ReadonlyMap<string, PageDraft>;
  /** Pages of each kind by short id, those with faults included. */
  readonly byKind: Readonly<Record<PageKind, ReadonlyMap<string, PageDraft>>>;
}

/** The contract documents themselves, without their places. */
export function contractsOf({ contracts }: Pick<Draft, 'contracts'>): ReadonlyMap<string, unknown> {
  return new Map([...contracts].map(([path, yaml]) => [path, yaml?.value]));
}
