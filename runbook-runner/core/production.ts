// The environment that is never changed by accident.

/** A change in an environment of this name asks for its name, typed, and for a reason. */
export const PRODUCTION = 'production';

/** Characters of a reason, in every environment. */
export const LONGEST_REASON = 500;
