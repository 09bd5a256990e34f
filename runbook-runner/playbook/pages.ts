// Reads the pages: front matter by its schema, text by its components, and which kind each page is of.
import type { ContentFile } from './content-files.ts';
import type { Report } from './diagnostics.ts';
import type { PageDraft } from './draft.ts';
import { outlineOf } from './outline.ts';
import { readMdx } from './read/mdx.ts';
import { readYaml, type YamlValue } from './read/yaml.ts';
import { FrontMatter, PAGE_KINDS, type PageKind } from './schema/front-matter.ts';
import { parseWith } from './schema-issues.ts';
import type { SourceText } from './source-text.ts';

const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*$/m;

function readFrontMatter(source: SourceText, report: Report): YamlValue | undefined {
  const found = source.text.startsWith('---') ? FRONT_MATTER.exec(source.text) : null;
  if (!found) {
    const hint = 'Begin the file with ---, a title and a description, and --- again.';
    report.add('front-matter-missing', source.at(0), 'The page has no front matter.', hint);
    return undefined;
  }
  const start = found[0].indexOf('\n') + 1;
  return readYaml(source, report, start, start + (found[1]?.length ?? 0));
}

function kindsIn(value: unknown): PageKind[] {
  if (typeof value !== 'object' || value === null) return [];
  return PAGE_KINDS.filter((kind) => Object.hasOwn(value, kind));
}

/** What could be read of the front matter, each part by itself, so that one fault hides no other. */
function salvage(yaml: YamlValue, report: Report): Partial<FrontMatter> {
  const whole = parseWith(FrontMatter, yaml.value, { yaml, report });
  const kinds = kindsIn(yaml.value);
  for (const second of kinds.slice(1)) {
    const message = `The page is already of the kind "${kinds[0]}".`;
    report.add('page-kinds', yaml.keyAt([second]), message, 'Give each kind a page of its own.');
  }
  if (whole !== undefined || typeof yaml.value !== 'object' || yaml.value === null) return whole ?? {};
  const parts: [string, unknown][] = [];
  for (const [key, value] of Object.entries(yaml.value)) {
    const schema = Object.hasOwn(FrontMatter.shape, key)
      ? FrontMatter.shape[key as keyof FrontMatter]
      : undefined;
    const parsed = schema?.safeParse(value);
    if (parsed?.success) parts.push([key, parsed.data]);
  }
  return Object.fromEntries(parts);
}

function readPage({ name, source }: ContentFile, report: Report): PageDraft {
  const id = name === 'index' ? '' : name.replace(/\/index$/, '');
  const yaml = readFrontMatter(source, report);
  const elements = readMdx(source, report);
  return {
    id,
    shortId: id.split('/').at(-1) ?? id,
    file: source.file,
    yaml,
    front: yaml ? salvage(yaml, report) : {},
    outline: outlineOf(elements, report),
    legible: elements !== undefined,
  };
}

export function readPages(files: readonly ContentFile[], report: Report): ReadonlyMap<string, PageDraft> {
  const pages = new Map<string, PageDraft>();
  for (const file of files) {
    const page = readPage(file, report);
    const earlier = pages.get(page.id);
    if (earlier) {
      const message = `${earlier.file} is served at the same address.`;
      report.add('page-clash', file.source.at(0), message, 'Keep one of the two files.');
    } else pages.set(page.id, page);
  }
  return pages;
}

/** Pages of each kind by short id; two of a kind with one short id are reported. */
export function pagesByKind(pages: ReadonlyMap<string, PageDraft>, report: Report) {
  const byKind = Object.fromEntries(PAGE_KINDS.map((kind) => [kind, new Map()])) as Record<
    PageKind,
    Map<string, PageDraft>
  >;
  // Alerts use one short address for scenarios and failure modes alike, so the two share their ids.
  const alerts = new Map<string, PageDraft>();
  for (const page of pages.values()) {
    for (const kind of kindsIn(page.yaml?.value)) {
      const taken = kind === 'scenario' || kind === 'failureMode' ? alerts : byKind[kind];
      const earlier = taken.get(page.shortId);
      if (earlier && earlier !== page) {
        const message = `${earlier.file} has the id "${page.shortId}" too.`;
        report.add(
          'duplicate-id',
          page.yaml?.keyAt([kind]) ?? { file: page.file, line: 1, column: 1 },
          message,
          'Rename one of the two files.',
        );
      }
      taken.set(page.shortId, page);
      byKind[kind].set(page.shortId, page);
    }
  }
  return byKind;
}
