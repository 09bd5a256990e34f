// What the repository says of itself; everything is unknown in a download without `.git`.
export interface GitPort {
  /**
   * Commit id and whether the tree has uncommitted changes; "unknown" and null without git.
   * Starts `git status` and returns at once: begin it before a run and await it after. With `of`, a digest of what
   * is run, the same tree is not looked at again within seconds; another digest or commit is a reason to look.
   */
  provenance(of?: string): Promise<{ readonly commit: string; readonly dirty: boolean | null }>;
  /** "Name <email>" as configured, or undefined. */
  identity(): Promise<string | undefined>;
  /** How many commits the clone is behind its upstream branch, as last fetched; undefined when it has none. */
  behind(): Promise<{ readonly commits: number; readonly command: string } | undefined>;
}
