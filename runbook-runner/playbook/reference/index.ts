// Everything that is generated from the schemas, the kinds and the tables of codes, as files to write.
import type { Kinds } from '../draft.ts';
import type { Playbook } from '../playbook.ts';
import { type Assertions, assertionPages } from './assertions.ts';
import { checkKindPages } from './check-kinds.ts';
import { faultsPage } from './faults-page.ts';
import { authorSchemas, jsonSchema } from './json-schemas.ts';
import { type GeneratedPage, pageText } from './mdx.ts';
import {
  actionKindsPage,
  definitionsPage,
  diagnosticsPage,
  errorsPage,
  faultKindsPage,
  frontMatterPage,
} from './pages.ts';
import type { ShownChecks } from './shown.ts';

export interface GeneratedFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Where generated files stand; the overview written by hand is the first in the sidebar. */
const SCHEMAS = 'public/schemas';
const PAGES = 'src/content/docs/reference';
/** After the other generated pages. */
const FAULTS_ORDER = 30;

/** The page of the declared faults: its source is the playbook, so it is made once that is loaded. */
export function faultsFile(playbook: Pick<Playbook, 'faults'>, kinds: Kinds): GeneratedFile {
  return { path: `${PAGES}/faults.mdx`, text: pageText(faultsPage(playbook, kinds.faults), FAULTS_ORDER) };
}

/** JSON Schemas for editors and reference pages for people; the same input gives the same bytes. */
export function referenceFiles(
  kinds: Kinds,
  assertions: Assertions,
  shown: ShownChecks,
): readonly GeneratedFile[] {
  const schemas = [...authorSchemas(kinds)].map(([name, schema]) => ({
    path: `${SCHEMAS}/${name}.schema.json`,
    text: `${JSON.stringify(jsonSchema(schema), null, 2)}\n`,
  }));
  const pages = [
    actionKindsPage(kinds.actions),
    faultKindsPage(kinds.faults),
    definitionsPage(),
    frontMatterPage(),
    errorsPage(),
    diagnosticsPage(),
  ];
  return [
    ...schemas,
    ...[checkKindPages(kinds.checks, shown), assertionPages(assertions, kinds.checks, shown), pages].flatMap(
      written,
    ),
  ];
}

/** Pages of one folder, in their order in the sidebar; an overview written by hand stands before the first. */
const written = (pages: readonly GeneratedPage[]): GeneratedFile[] =>
  pages.map((page, index) => ({ path: `${PAGES}/${page.name}.mdx`, text: pageText(page, index + 1) }));
