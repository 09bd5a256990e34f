// Every reporter by its name. A new one is a file beside this and one line here; help and reference derive from it.
import type { ReporterEntry } from './reporter.ts';
import { terminalReporter } from './terminal.ts';

export const reporters: ReadonlyMap<string, ReporterEntry> = new Map<string, ReporterEntry>([
  [
    'terminal',
    {
      summary: 'a live table on a terminal, a line a check when piped; then what is not green, explained',
      document: false,
      load: async () => terminalReporter,
    },
  ],
  [
    'json',
    {
      summary: 'results and summary; one result when one check was named',
      document: true,
      load: async () => (await import('./json.ts')).jsonReporter,
    },
  ],
  [
    'junit',
    {
      summary: 'JUnit XML, a test suite for each integration',
      document: true,
      load: async () => (await import('./junit.ts')).junitReporter,
    },
  ],
  [
    'tap',
    {
      summary: 'TAP version 14, with a YAML block below each check that is not green',
      document: true,
      load: async () => (await import('./tap.ts')).tapReporter,
    },
  ],
  [
    'github',
    {
      summary: 'annotations of GitHub Actions on the lines of the checks',
      document: false,
      load: async () => (await import('./github.ts')).githubReporter,
    },
  ],
  [
    'markdown',
    {
      summary: 'Markdown for a job summary; added to $GITHUB_STEP_SUMMARY when there is one',
      document: true,
      fileFrom: 'GITHUB_STEP_SUMMARY',
      load: async () => (await import('./markdown.ts')).markdownReporter,
    },
  ],
]);
