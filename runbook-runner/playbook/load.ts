// Reads src/content once and returns it as one value, or everything that is wrong with it.
import type { FilesPort } from '../ports/files.ts';
import { assemble } from './assemble.ts';
import { contentFiles } from './content-files.ts';
import { readDefinitions } from './definitions.ts';
import type { DiagnosticCode } from './diagnostic-codes.ts';
import { createReport } from './diagnostics.ts';
import type { Draft, Kinds } from './draft.ts';
import { pagesByKind, readPages } from './pages.ts';
import type { LoadResult } from './playbook.ts';
import { followCertificateFiles, type ReadCertificates } from './references/certificate-files.ts';
import { followReferences } from './references/index.ts';

interface LoadOptions {
  /** Faults of these codes are passed over, for a command that is about to mend them. */
  readonly forgiven?: readonly DiagnosticCode[];
  /**
   * Reads the certificate files that environments name, which are no part of the value: only then are they looked at.
   * What was right yesterday may have expired, and that must not keep anybody from the runbooks.
   */
  readonly certificates?: ReadCertificates;
}

/** Loads the playbook; `kinds` are the registries of check and action kinds. Never throws for bad content. */
export async function loadPlaybook(
  files: FilesPort,
  kinds: Kinds,
  { forgiven = [], certificates }: LoadOptions = {},
): Promise<LoadResult> {
  const report = createReport();
  const content = contentFiles(files, report);
  const definitions = readDefinitions(content, kinds, report);
  const pages = readPages(content.docs, report);
  const draft: Draft = { ...definitions, pages, byKind: pagesByKind(pages, report) };
  followReferences(draft, report);
  if (certificates) followCertificateFiles(draft, certificates, report);
  const diagnostics = report.diagnostics().filter(({ code }) => !forgiven.some((one) => one === code));
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  return { ok: true, playbook: assemble(draft, content) };
}
