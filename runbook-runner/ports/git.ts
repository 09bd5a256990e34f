// What the repository says of itself; everything is unknown in a download without `.git`.
export interface GitPort {
  /** Commit id and whether the tree has uncommitted changes; "unknown" and null without git. */
  provenance(): { readonly commit: string; readonly dirty: boolean | null };
  /** "Name <email>" as configured, or undefined. */
  identity(): string | undefined;
  /** How many commits the clone is behind its upstream branch, as last fetched; undefined when it has none. */
  behind(): Promise<{ readonly commits: number; readonly command: string } | undefined>;
}
