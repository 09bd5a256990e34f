// The environment that is never changed by accident.

/** A change in an environment of this name asks for its name, typed, and for a reason. */
export const PRODUCTION = 'production';
