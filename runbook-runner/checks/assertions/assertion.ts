// The contract of an assertion: a promise that any fitting probe can be held to. One file an assertion, one line in
// the registry; reference page, help of the command line and editor schemas derive from it.
import type { z } from 'zod';
import type { HttpResponse } from '../../ports/http.ts';
import type { AssertionResult } from '../../ports/result.ts';

/** Expectations that can never hold together, by where they stand under the assertion's own key. */
export interface Contradiction {
  readonly path: readonly (string | number)[];
  /** The fact, as a sentence. */
  readonly message: string;
  readonly hint?: string;
}

/** What an assertion says of itself. Its schema stands apart: who runs a check need not load it. */
export interface AssertionWords<Expectation> {
  /** Its key under `expect`, and its name in results and signatures. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** An expectation in YAML, as it stands under `expect`. */
  readonly example: string;
  /** Every class of difference that it can report, with what it means. */
  readonly codes: Readonly<Record<string, string>>;
  /** An expectation in words, one line a promise; text in backticks is code. */
  describe(expected: Expectation): readonly string[];
}

/** Enough for reference pages and help. */
export interface AssertionEntry<Expectation = unknown> extends AssertionWords<Expectation> {
  readonly schema: z.ZodType<Expectation>;
}

export interface Assertion<Expectation, Seen> extends AssertionWords<Expectation> {
  /** What of an expectation can never hold, whatever is answered. */
  contradictions?(expected: Expectation): readonly Contradiction[];
  /** Loads and compiles what `evaluate` needs; awaited before anything is sent. */
  prepare?(expected: Expectation, contracts: ReadonlyMap<string, unknown>): Promise<void>;
  evaluate(
    expected: Expectation,
    seen: Seen,
  ): readonly AssertionResult[] | Promise<readonly AssertionResult[]>;
}

/** One HTTP answer, for the assertions that look at a single one. */
export interface Answer {
  readonly response: Pick<HttpResponse, 'status' | 'headers' | 'body'>;
  /** When it was read, by our clock. */
  readonly now: Date;
  /** Parsed contract documents by their path in `src/content`. */
  readonly contracts: ReadonlyMap<string, unknown>;
}

/** Forgets what an expectation looks like: each was parsed by the schema of its own assertion. */
export const erase = <Expectation, Seen>(one: Assertion<Expectation, Seen>): Assertion<unknown, Seen> =>
  one as unknown as Assertion<unknown, Seen>;
