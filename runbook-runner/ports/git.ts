// What the repository says of itself; everything is unknown in a download without `.git`.
export interface Commit {
  readonly commit: string;
  /** When it was committed, RFC 3339 with an offset. */
  readonly at: string;
  /** Name of the author. */
  readonly author: string;
  /** First line of the message. */
  readonly title: string;
}

export interface GitPort {
  /**
   * Commit id and whether the tree has uncommitted changes; "unknown" and null without git.
   * Starts `git status` and returns at once: begin it before a run and await it after. With `of`, a digest of what
   * is run, the same tree is not looked at again within seconds; another digest or commit is a reason to look.
   */
  provenance(of?: string): Promise<{ readonly commit: string; readonly dirty: boolean | null }>;
  /** "Name <email>" as configured, or undefined. */
  identity(): Promise<string | undefined>;
  /** Commits on the present branch that touch one of the paths, newest first; undefined when git cannot tell. */
  changes(of: {
    readonly since: Date;
    /** Files and folders from the root of the repository. */
    readonly paths: readonly string[];
    readonly limit: number;
  }): Promise<readonly Commit[] | undefined>;
  /** How many commits the clone is behind its upstream branch, as last fetched; undefined when it has none. */
  behind(): Promise<{ readonly commits: number; readonly command: string } | undefined>;
}
