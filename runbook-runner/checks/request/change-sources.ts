// Where changes are recorded: commits of this repository, and JSON records such as deploys or configuration revisions.
import { z } from 'zod';
import type { Change } from '../../ports/findings.ts';
import type { AssertionResult, KindOutcome } from '../../ports/result.ts';
import { select } from '../assertions/json-path.ts';
import { JsonPathText } from '../assertions/json-path-text.ts';
import { type Claim, kept, preview, unknown } from '../assertions/result.ts';
import type { CheckInput, CheckPorts } from '../kind.ts';
import { documentReader, jsonOf, unreadable } from './document.ts';
import { requestFields } from './fields.ts';

const RepositoryPath = z
  .string()
  .regex(
    /^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\\\0]+$/,
    'a path starts at the root of the repository and stays inside',
  )
  .describe('File or folder, from the root of the repository; `.` is all of it.');

const Commits = z
  .strictObject({
    git: z
      .strictObject({
        paths: z.array(RepositoryPath).min(1).describe('Commits that touch one of these count.'),
      })
      .describe('Commits of the repository that holds the playbook.'),
  })
  .describe('Commits.');

const Records = z
  .strictObject({
    records: z
      .strictObject({
        name: z.string().describe('What they record: "configuration of order-sync".'),
        path: requestFields.path,
        items: JsonPathText.default('$').describe('The list of records, or the records themselves.'),
        time: JsonPathText.describe(
          'When, in a record: RFC 3339 text, or seconds or milliseconds since 1970.',
        ),
        title: JsonPathText.describe('What changed, in a record.'),
        author: JsonPathText.optional().describe('Who changed it, in a record.'),
      })
      .describe('A JSON document of the origin that is probed.'),
  })
  .describe('Records.');
type Records = z.output<typeof Records>['records'];

export const ChangeSource = z.union([Commits, Records]).describe('A place where changes are recorded.');
export type ChangeSource = z.output<typeof ChangeSource>;

/** What one source tells: its changes, or an error in their place. */
export interface Told extends Pick<KindOutcome, 'phases' | 'exchange' | 'problem'> {
  readonly assertions: readonly AssertionResult[];
  readonly changes: readonly Change[];
}

const MAX_COMMITS = 500;
const MAX_TEXT = 200;

const short = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

async function commits(paths: readonly string[], since: Date, ports: CheckPorts): Promise<Told> {
  const claim: Claim = { assertion: 'document', title: 'The commits can be read', expected: 'a document' };
  const found = await ports.git.changes({ since, paths, limit: MAX_COMMITS });
  if (found === undefined) {
    const why = 'Git tells nothing here: this is no clone, git is missing, or it did not answer in time.';
    return { assertions: [unknown(claim, why)], changes: [] };
  }
  const changes = found.map(({ commit, at, author, title }) => {
    return { at, source: 'commit', title: short(title), author: short(author), id: commit };
  });
  return { assertions: [kept(claim, `${changes.length} commits`)], changes };
}

/** Below this, a number of seconds; above, of milliseconds. It is the year 5138, or a day of March 1973. */
const SECONDS_BELOW = 1e11;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

function timeOf(value: unknown): Date | undefined {
  const ms =
    typeof value === 'number'
      ? value * (Math.abs(value) < SECONDS_BELOW ? 1000 : 1)
      : typeof value === 'string' && RFC3339.test(value)
        ? Date.parse(value)
        : Number.NaN;
  return Number.isNaN(new Date(ms).getTime()) ? undefined : new Date(ms);
}

const textAt = (record: unknown, path: string): string | undefined => {
  const [node] = select(record, path);
  if (node === undefined || node.value === null) return undefined;
  return short(typeof node.value === 'string' ? node.value : preview(node.value));
};

/** The records of a document as changes, or why they cannot be told. */
function read(
  declared: Records,
  document: unknown,
): { readonly changes: Change[] } | { readonly fault: string } {
  const selected = select(document, declared.items);
  // `$.data` selects a list, and `$.data[*]` each of its records.
  const records = selected.flatMap<unknown>(({ value }) => value);
  if (selected.length === 0 || records.some((one) => typeof one !== 'object' || one === null)) {
    return { fault: `${declared.items} selects neither a list nor a record.` };
  }
  const changes: Change[] = [];
  for (const record of records) {
    const at = timeOf(select(record, declared.time)[0]?.value);
    if (at === undefined) return { fault: `A record has no time at ${declared.time}: ${preview(record)}` };
    const author = declared.author === undefined ? undefined : textAt(record, declared.author);
    const title = textAt(record, declared.title) ?? '(without a title)';
    changes.push({
      at: at.toISOString(),
      source: declared.name,
      title,
      ...(author === undefined ? {} : { author }),
    });
  }
  return { changes };
}

async function records(
  declared: Records,
  auth: string | undefined,
  fetchDocument: ReturnType<typeof documentReader>,
): Promise<Told> {
  const { name, path } = declared;
  const fetched = await fetchDocument({ name, path, auth, accept: 'application/json' });
  if (!fetched.ok) return { ...fetched.outcome, changes: [] };
  const json = jsonOf(name, fetched);
  if (!json.ok) return { ...json.outcome, changes: [] };
  const found = read(declared, json.value);
  if ('fault' in found) return { ...unreadable(name, found.fault, fetched.seen), changes: [] };
  return { assertions: [fetched.read], ...fetched.seen, changes: found.changes };
}

/** Asks each source in turn; what one cannot tell does not hide what another can. */
export async function askSources(
  input: CheckInput<unknown>,
  ports: CheckPorts,
  { sources, auth, since }: { sources: readonly ChangeSource[]; auth: string | undefined; since: Date },
): Promise<Told[]> {
  const fetchDocument = documentReader(input, ports);
  const answers: Told[] = [];
  for (const source of sources) {
    const answer =
      'git' in source
        ? await commits(source.git.paths, since, ports)
        : await records(source.records, auth, fetchDocument);
    answers.push(answer);
  }
  return answers;
}
