// The one error class: a broken set-up or misuse, thrown where it is seen and caught at the edge.
import { CODES, type ErrorCode, type ExitCode } from './codes.ts';

/** A place in a file of the repository; `line` and `column` count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Details {
  /** What the reader can do about it. */
  readonly hint?: string | undefined;
  readonly location?: Location | undefined;
  readonly cause?: unknown;
  /** Further members of the problem document, e.g. what changed behind a stale seal. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

export class PlaybookError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly location: Location | undefined;
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'PlaybookError';
    this.code = code;
    this.hint = details.hint;
    this.location = details.location;
    this.data = details.data;
  }

  get status(): number {
    return CODES[this.code].status;
  }

  get exit(): ExitCode {
    return CODES[this.code].exit;
  }
}
