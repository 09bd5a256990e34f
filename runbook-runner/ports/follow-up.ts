// Work that a drill leaves behind, with an owner and a date; incidents and reviews leave the same.
export interface FollowUp {
  readonly id: string;
  /** What it came from, e.g. `drill`, and the id of that. */
  readonly origin: 'drill';
  readonly source: string;
  /** What was found wanting: detection, runbook, action, …; `criteria` of an exercise, `debrief` when its people asked for it. */
  readonly kind: string;
  readonly title: string;
  /** Team that owns it, or who of its rota. */
  readonly owner: string;
  /** YYYY-MM-DD. */
  readonly due: string;
  readonly status: 'open' | 'done';
  readonly openedAt: string;
  /** Run that opened it. */
  readonly openedBy: string;
  readonly closedAt: string | null;
  /** Run that closed it: of a drill, one that passed. */
  readonly closedBy: string | null;
}

export interface FollowUpFilter {
  readonly source?: string | undefined;
  readonly status?: FollowUp['status'] | undefined;
}

/** What closes the open follow-ups of a source. */
export interface Closing {
  readonly source: string;
  readonly run: string;
  readonly at: string;
  readonly actor: string;
  /** Only what was opened until this instant (ISO 8601, UTC); all when left out. */
  readonly openedUntil?: string | undefined;
}

/** The part of the store that keeps them; each change is an entry of the journal. */
export interface FollowUps {
  /**
   * Answers the one that was open for the same source and kind at the instant at which this one opens, if there is one;
   * of criteria and of a debrief, with its title too.
   */
  openFollowUp(one: FollowUp, actor: string): Promise<FollowUp>;
  /** Closes the open ones of a source, and returns them, with those that this run had closed before. */
  closeFollowUps(closing: Closing): Promise<readonly FollowUp[]>;
  /** The first due first, 1,000 at most. */
  followUps(filter: FollowUpFilter): Promise<readonly FollowUp[]>;
}
