// Differences of two OpenAPI documents, as the comparing program tells them.
export interface DocumentChange {
  readonly level: 'error' | 'warning' | 'info';
  /** Kind of change, e.g. `response-property-type-changed`. */
  readonly id: string;
  readonly text: string;
  /** Where: of an operation, or of a section of the document such as `components`. */
  readonly method?: string;
  readonly path?: string;
  readonly section: string;
  /** Line in the published document. */
  readonly line?: number;
}

export type Compared =
  | { readonly ok: true; readonly changes: readonly DocumentChange[] }
  /** `detail` is a sentence; `hint` says what to do about it, where something can be done here. */
  | { readonly ok: false; readonly detail: string; readonly hint?: string };

export interface ContractDiffPort {
  /** Compares the document as it was published with the pinned one. Nothing that either refers to is fetched. */
  compare(of: {
    /** As it was parsed. */
    readonly pinned: unknown;
    /** As it was sent: YAML or JSON. */
    readonly published: Uint8Array;
    readonly signal: AbortSignal;
    readonly deadlineMs: number;
  }): Promise<Compared>;
}
