// Reads the YAML definitions: what only the runner reads, one entry a file, its id the file's name.
import { z } from 'zod';
import { suggest } from '../errors/index.ts';
import type { ContentFile, ContentFiles } from './content-files.ts';
import { CONTENT } from './content-files.ts';
import type { Report } from './diagnostics.ts';
import type {
  ActionDraft,
  CheckDraft,
  Definitions,
  DraftEntry,
  Entries,
  FaultDraft,
  Kinds,
} from './draft.ts';
import { readYaml, type YamlValue } from './read/yaml.ts';
import { ActionBase, CheckBase, FaultBase } from './schema/definitions.ts';
import { Channel, EscalationPolicy, SeverityMatrix, Team } from './schema/people.ts';
import { parseWith } from './schema-issues.ts';
import type { SourceText } from './source-text.ts';

type Fields = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function pick(fields: Fields, keep: (key: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => keep(key)));
}

/** The kind that a definition names, or undefined when it was reported. */
function kindOf<Kind>(fields: Fields, kinds: ReadonlyMap<string, Kind>, yaml: YamlValue, report: Report) {
  const { kind } = fields;
  if (typeof kind !== 'string') return undefined; // the base schema reports it
  const found = kinds.get(kind);
  if (!found)
    report.add(
      'unknown-kind',
      yaml.at(['kind']),
      `No kind is called "${kind}".`,
      suggest(kind, kinds.keys()),
    );
  return found;
}

/** A definition whose kind brings its own fields beside those of every one of its sort. */
function readOfKind<Base extends z.ZodObject, Kind extends { readonly schema: z.ZodType }>(
  Base: Base,
  yaml: YamlValue,
  kinds: ReadonlyMap<string, Kind>,
  report: Report,
) {
  const fields = yaml.value;
  if (!isMap(fields)) return void parseWith(Base, fields, { yaml, report });
  const own = Object.keys(Base.shape);
  const base = parseWith(
    Base,
    pick(fields, (key) => own.includes(key)),
    { yaml, report },
  );
  const kind = kindOf(fields, kinds, yaml, report);
  if (!kind) return undefined;
  const written = pick(fields, (key) => !own.includes(key));
  const special = parseWith(kind.schema, written, { yaml, report, alsoKnown: own });
  return base && special !== undefined ? { base, special, written, kind } : undefined;
}

function readCheck(yaml: YamlValue, kinds: Kinds, report: Report): CheckDraft | undefined {
  const read = readOfKind(CheckBase, yaml, kinds.checks, report);
  return read && { base: read.base, probe: read.special, kind: read.kind };
}

function readFault(yaml: YamlValue, kinds: Kinds, report: Report): FaultDraft | undefined {
  const read = readOfKind(FaultBase, yaml, kinds.faults, report);
  return read && { base: read.base, options: read.special, written: read.written, kind: read.kind };
}

function readAction(yaml: YamlValue, kinds: Kinds, report: Report): ActionDraft | undefined {
  const fields = yaml.value;
  const Operations = z.strictObject({
    do: z
      .unknown()
      .refine((value) => value !== undefined)
      .describe('The change.'),
    undo: z.unknown().optional().describe('The way back.'),
  });
  if (!isMap(fields)) return void parseWith(ActionBase, fields, { yaml, report });
  const own = Object.keys(ActionBase.shape);
  const placed = { yaml, report, alsoKnown: own };
  const base = parseWith(
    ActionBase,
    pick(fields, (key) => own.includes(key)),
    { yaml, report },
  );
  const both = parseWith(
    Operations,
    pick(fields, (key) => !own.includes(key)),
    placed,
  );
  const kind = kindOf(fields, kinds.actions, yaml, report);
  if (!kind || !both) return undefined;
  const change = parseWith(kind.schema, both.do, { yaml, report, base: ['do'] });
  const back =
    both.undo === undefined ? undefined : parseWith(kind.schema, both.undo, { yaml, report, base: ['undo'] });
  const whole = change !== undefined && (both.undo === undefined || back !== undefined);
  return base && whole ? { base, do: change, undo: back, kind } : undefined;
}

function readEntries<Value>(
  files: readonly ContentFile[],
  report: Report,
  read: (yaml: YamlValue) => Value | undefined,
): Entries<Value> {
  const entries = new Map<string, DraftEntry<Value>>();
  for (const { name, source } of files) {
    const id = name.split('/').at(-1) ?? name;
    const earlier = entries.get(id);
    if (earlier)
      report.add(
        'duplicate-id',
        source.at(0),
        `${earlier.file} has the id "${id}" too.`,
        'Rename one of the two files.',
      );
    const yaml = readYaml(source, report);
    entries.set(id, { id, file: source.file, yaml, value: yaml && read(yaml) });
  }
  return entries;
}

function readContracts(sources: ReadonlyMap<string, SourceText>, report: Report): Definitions['contracts'] {
  return new Map([...sources].map(([path, source]) => [path, readYaml(source, report)]));
}

function readSeverity(source: SourceText, report: Report): DraftEntry<SeverityMatrix> {
  const yaml = readYaml(source, report);
  const value = yaml && parseWith(SeverityMatrix, yaml.value, { yaml, report });
  return { id: 'severity', file: `${CONTENT}/severity.yaml`, yaml, value };
}

export function readDefinitions(content: ContentFiles, kinds: Kinds, report: Report): Definitions {
  const { rooms } = content;
  const simple = <Schema extends z.ZodType>(files: readonly ContentFile[], schema: Schema) =>
    readEntries(files, report, (yaml) => parseWith(schema, yaml.value, { yaml, report }));
  return {
    checks: readEntries(rooms.checks, report, (yaml) => readCheck(yaml, kinds, report)),
    actions: readEntries(rooms.actions, report, (yaml) => readAction(yaml, kinds, report)),
    faults: readEntries(rooms.faults, report, (yaml) => readFault(yaml, kinds, report)),
    policies: simple(rooms.policies, EscalationPolicy),
    teams: simple(rooms.teams, Team),
    channels: simple(rooms.channels, Channel),
    severity: content.severity && readSeverity(content.severity, report),
    contracts: readContracts(content.contracts, report),
  };
}
