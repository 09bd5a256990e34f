// Everything that is generated from the schemas, the kinds and the tables of codes, as files to write.
import type { Kinds } from '../draft.ts';
import { type Assertions, assertionsPage } from './assertions.ts';
import { authorSchemas, jsonSchema } from './json-schemas.ts';
import { pageText } from './mdx.ts';
import {
  actionKindsPage,
  checkKindsPage,
  definitionsPage,
  diagnosticsPage,
  errorsPage,
  faultKindsPage,
  frontMatterPage,
} from './pages.ts';

export interface GeneratedFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Where generated files stand; the overview written by hand is the first in the sidebar. */
const SCHEMAS = 'public/schemas';
const PAGES = 'src/content/docs/reference';

/** JSON Schemas for editors and reference pages for people; the same input gives the same bytes. */
export function referenceFiles(kinds: Kinds, assertions: Assertions): readonly GeneratedFile[] {
  const schemas = [...authorSchemas(kinds)].map(([name, schema]) => ({
    path: `${SCHEMAS}/${name}.schema.json`,
    text: `${JSON.stringify(jsonSchema(schema), null, 2)}\n`,
  }));
  const pages = [
    checkKindsPage(kinds.checks),
    assertionsPage(assertions),
    actionKindsPage(kinds.actions),
    faultKindsPage(kinds.faults),
    definitionsPage(),
    frontMatterPage(),
    errorsPage(),
    diagnosticsPage(),
  ];
  return [
    ...schemas,
    ...pages.map((page, index) => ({ path: `${PAGES}/${page.name}.mdx`, text: pageText(page, index + 1) })),
  ];
}
