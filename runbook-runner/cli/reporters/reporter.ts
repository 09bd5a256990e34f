// What every reporter is: it is told of each result in order, and at the end; where it writes is decided outside.
import type { Location } from '../../errors/index.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import type { CheckResult } from '../../ports/result.ts';
import type { Pages } from '../render-check.ts';
import type { Terminal } from '../terminal.ts';
import type { Summary } from '../verdicts.ts';

export interface Reporter {
  /** A check took its place among those that run; heard only by those who show what happens now. */
  readonly started?: (check: string) => void;
  /** A check ended; comes before `told`, and in no order. */
  readonly ended?: (result: CheckResult) => void;
  /** Each result once, in the order of the selection. */
  told(result: CheckResult): void;
  /** What is written last. Less than the selection was told when the run was interrupted. */
  finish(summary: Summary, interrupted: boolean): void | Promise<void>;
}

/** What a reporter is handed. */
export interface Setting {
  /** Ids of what will run, in order. */
  readonly checks: readonly string[];
  /** Whether one check was asked for by name, not a selection. */
  readonly single: boolean;
  readonly playbook: Playbook;
  readonly terminal: Terminal;
  /** Adds a line to where the reporter writes: standard output, or its file. */
  write(line: string): void;
  /** Where the definition of a check says something: `['expect', 'status']`; its first line when it does not. */
  place(check: string, path: readonly string[]): Promise<Location>;
  /** Where pages can be opened; looked up by those who name pages. */
  pages(): Promise<Pages>;
}

export interface ReporterEntry {
  readonly summary: string;
  /** A document stands alone: nothing else may be written to where it goes. */
  readonly document: boolean;
  /** Variable of the environment that names its file when none was given. */
  readonly fileFrom?: string;
  /** Loaded when it was asked for. */
  load(): Promise<(setting: Setting) => Reporter>;
}
