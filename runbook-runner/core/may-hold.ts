// Which ends of an action leave its change in place, or may.

/** Ends after which a change is there. */
export const holds = (status: string): boolean => status === 'done' || status === 'unverified';

/** The same, and that after which nobody knows. */
export const mayHold = (status: string): boolean => holds(status) || status === 'unknown';
