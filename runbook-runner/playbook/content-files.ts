// Sorts the files of src/content into the rooms of the playbook, and refuses those that nothing would read.
import { suggest } from '../errors/index.ts';
import type { FilesPort } from '../ports/files.ts';
import type { Report } from './diagnostics.ts';
import type { SourceText } from './source-text.ts';

export const CONTENT = 'src/content';

const ROOMS = ['checks', 'actions', 'faults', 'policies', 'teams', 'channels'] as const;
export type Room = (typeof ROOMS)[number];

export interface ContentFile {
  /** Path inside its folder, without the ending: `scenarios/upstream-latency`. */
  readonly name: string;
  readonly source: SourceText;
}

export interface ContentFiles {
  readonly rooms: Readonly<Record<Room, readonly ContentFile[]>>;
  readonly docs: readonly ContentFile[];
  /** By path under `src/content`. */
  readonly contracts: ReadonlyMap<string, SourceText>;
  readonly severity: SourceText | undefined;
  /** Every file that was read, in order. */
  readonly all: readonly SourceText[];
}

const FOLDERS = ['docs', 'contracts', ...ROOMS];
const SEGMENT = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const ENDINGS: Readonly<Record<string, RegExp>> = { docs: /\.mdx$/, contracts: /\.(ya?ml|json)$/ };
const YAML = /\.yaml$/;
/** What stands in the place of bytes that are no UTF-8 (Unicode, U+FFFD). */
const REPLACED = '\ufffd';

function stray(file: string, folder: string, report: Report): void {
  const source = report.source(file, '');
  const hint = FOLDERS.includes(folder)
    ? `Files in ${CONTENT}/${folder} end in ${folder === 'docs' ? '.mdx' : folder === 'contracts' ? '.yaml or .json' : '.yaml'}.`
    : suggest(folder, FOLDERS);
  report.add('stray-file', source.at(0), `Nothing reads "${file}".`, hint);
}

/** Names that begin so belong to editors and systems, or were set aside. */
const aside = (file: string) => file.split('/').some((part) => part.startsWith('.') || part.startsWith('_'));

/** Links and the like: whoever put one there believes that it counts. */
function unread(files: FilesPort, report: Report): void {
  const hint = 'A link is not followed: put the file itself here.';
  for (const file of files.unread(CONTENT).filter((one) => !aside(one)))
    report.add(
      'stray-file',
      report.source(file, '').at(0),
      `Nothing reads "${file}": it is no plain file.`,
      hint,
    );
}

/** Whether every part of the name can be an id; reports the one that cannot. */
function named(name: string, source: SourceText, report: Report): boolean {
  const wrong = name.split('/').find((segment) => !SEGMENT.test(segment));
  if (wrong === undefined) return true;
  const hint = 'Names have lower-case letters, digits and single hyphens.';
  report.add('invalid-id', source.at(0), `"${wrong}" cannot serve as an id.`, hint);
  return false;
}

export function contentFiles(files: FilesPort, report: Report): ContentFiles {
  const rooms = Object.fromEntries(ROOMS.map((room) => [room, []])) as unknown as Record<Room, ContentFile[]>;
  const docs: ContentFile[] = [];
  const contracts = new Map<string, SourceText>();
  const all: SourceText[] = [];
  let severity: SourceText | undefined;
  const read = (file: string) => {
    const source = report.source(file, files.read(file));
    const unreadable = source.text.indexOf(REPLACED);
    if (unreadable !== -1 && !files.isUtf8(file)) {
      report.add('not-utf8', source.at(unreadable), 'The file is not UTF-8 here.', 'Save it as UTF-8.');
    }
    all.push(source);
    return source;
  };
  unread(files, report);
  for (const file of files.list(CONTENT)) {
    const path = file.slice(CONTENT.length + 1);
    if (aside(path)) continue;
    const [folder = '', ...rest] = path.split('/');
    const ending = ENDINGS[folder] ?? YAML;
    if (path === 'severity.yaml') severity = read(file);
    else if (!FOLDERS.includes(folder) || rest.length === 0 || !ending.test(path))
      stray(file, folder, report);
    else {
      const source = read(file);
      const name = rest.join('/').replace(ending, '');
      if (folder === 'contracts') contracts.set(path, source);
      else if (!named(name, source, report)) continue;
      else (folder === 'docs' ? docs : rooms[folder as Room]).push({ name, source });
    }
  }
  return { rooms, docs, contracts, severity, all };
}
