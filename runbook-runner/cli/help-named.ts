// The help of one kind or assertion, whole; and what is said of a name that is neither.
import { actionKinds } from '../actions/registry.ts';
import { assertions, checkKinds } from '../checks/registry.ts';
import { PlaybookError, suggest } from '../errors/index.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { assertionsOf } from '../playbook/reference/check-kinds.ts';
import { assertionFields, type Field, fieldsOf } from '../playbook/reference/fields.ts';
import { jsonSchema } from '../playbook/reference/json-schemas.ts';
import { ActionBase, CheckBase } from '../playbook/schema/definitions.ts';
import { ASSERTION_CODES } from '../ports/assertion-codes.ts';
import { indented, type Listed, wrapped } from './help-kinds.ts';

const HELP = ['--help', '-h', 'help'];

const NEEDED = { yes: ', needed', depends: ', needed in some forms', no: '' } as const;

function fieldLines({ path, form, needed, default: fallback, description }: Field): string[] {
  const otherwise = fallback === undefined ? NEEDED[needed] : `; ${fallback} when left out`;
  return ['', ...wrapped(`${path}: ${form}${otherwise}`, '  '), ...wrapped(description, '      ')];
}

/** One kind or assertion, whole: what it is, where it stands, how it is written, and its fields. */
function whole(what: string, place: string, one: Listed, fields: readonly Field[]): string {
  const examples = [one.example, ...(one.furtherExamples ?? [])];
  return [
    ...[`${what}: ${one.title}`, '', ...wrapped(one.summary, '')],
    ...['', `Example (${place}):`, ...examples.flatMap((text) => ['', ...indented(text, '  ')])],
    ...['', 'Fields:', ...fields.flatMap(fieldLines), ''],
  ].join('\n');
}

const fromKinds = (name: string) =>
  [...checkKinds.values()].filter((kind) => assertionsOf(kind).includes(name)).map(({ kind }) => kind);

/** Codes by which the assertion fails; what a tool that is asked calls them is not known here. */
function codeLines(codes: Readonly<Record<string, string>>): string[] {
  const told = Object.entries(codes).flatMap(([code, meaning]) => [
    ...['', `  ${code}`, ...wrapped(meaning, '      ')],
  ]);
  return told.length === 0 ? [] : ['Codes:', ...told, ''];
}

/** An assertion that kinds make from fields of their own. */
function ofMade(name: string): string[] {
  const kinds = fromKinds(name);
  if (kinds.length === 0) return [];
  const codes: Readonly<Record<string, Readonly<Record<string, string>>>> = ASSERTION_CODES;
  const where = kinds.map((kind) => `  playbook check --help ${kind}`);
  return [
    [`Assertion ${name}`, '', 'Made by these kinds of check, where its fields are:', ...where, '']
      .concat(codeLines(codes[name] ?? {}))
      .join('\n'),
  ];
}

function ofCheck(name: string): string[] {
  const kind = checkKinds.get(name);
  const assertion = assertions.get(name);
  const own = kind ? fieldsOf(jsonSchema(kind.schema)) : [];
  const base = fieldsOf(jsonSchema(CheckBase));
  return [
    ...(kind ? [whole(`Check kind ${name}`, 'a file in src/content/checks', kind, [...own, ...base])] : []),
    ...(assertion
      ? [whole(`Assertion ${name}`, 'under `expect`', assertion, assertionFields(name, assertion.schema))]
      : ofMade(name)),
  ];
}

function ofAction(name: string): string[] {
  const kind = actionKinds.get(name);
  if (!kind) return [];
  const fields = [...fieldsOf(jsonSchema(kind.schema), 'do'), ...fieldsOf(jsonSchema(ActionBase))];
  return [whole(`Action kind ${name}`, 'a file in src/content/actions', kind, fields)];
}

interface Room {
  /** Help of a name; empty when nothing here has it. */
  readonly of: (name: string) => readonly string[];
  readonly names: () => readonly string[];
  readonly entries: 'checks' | 'actions';
  readonly words: string;
}

const ROOMS: Readonly<Record<string, Room>> = {
  check: {
    of: ofCheck,
    names: () => [
      ...checkKinds.keys(),
      ...assertions.keys(),
      ...[...checkKinds.values()].flatMap(assertionsOf),
    ],
    entries: 'checks',
    words: 'no kind of check, no assertion and no check',
  },
  action: {
    of: ofAction,
    names: () => [...actionKinds.keys()],
    entries: 'actions',
    words: 'no kind of action and no action',
  },
};

type Entries = Pick<Playbook, Room['entries']>;

/** What an entry of the playbook is, and where its help is: it has none of its own. */
function entryHelp(command: string, { entries }: Room, name: string, playbook: Entries): string | undefined {
  const found = playbook[entries].get(name);
  if (found === undefined) return undefined;
  const { title, kind } = found;
  const runs = `playbook ${command} ${name}`;
  return [
    `${name}: ${title}`,
    ...[
      '',
      `  ${runs}   runs it`,
      `  ${`playbook ${command} --help ${kind}`.padEnd(runs.length)}   its fields`,
    ],
    ...[`  ${`playbook ${command} --help`.padEnd(runs.length)}   the options`, ''],
  ].join('\n');
}

/**
 * The help that `check --help tls` asks for; undefined when the words name nothing, so that the command tells its own.
 * Throws `usage` with the nearest name for one that nothing has.
 */
export async function namedHelp(
  words: readonly string[],
  playbook: () => Promise<Entries>,
): Promise<string | undefined> {
  const [command = '', name = '', ...more] = words.filter((word) => !HELP.includes(word));
  const room = Object.hasOwn(ROOMS, command) ? ROOMS[command] : undefined;
  if (!room || name === '' || name.startsWith('-') || more.length > 0) return undefined;
  const found = room.of(name);
  if (found.length > 0) return found.join('\n');
  const known = await playbook();
  const entry = entryHelp(command, room, name, known);
  if (entry !== undefined) return entry;
  throw new PlaybookError('usage', `"${name}" is ${room.words}.`, {
    hint: suggest(name, new Set([...room.names(), ...known[room.entries].keys()])),
  });
}
