// Which program this is, as the bundler says it.

/** Set by the bundler: the version of the program, and a stamp of its sources. */
declare const PLAYBOOK_VERSION: string | undefined;
declare const PLAYBOOK_BUILD: string | undefined;

export const VERSION = typeof PLAYBOOK_VERSION === 'string' ? PLAYBOOK_VERSION : 'development';
/** Undefined where the sources run unbundled. */
export const BUILD = typeof PLAYBOOK_BUILD === 'string' ? PLAYBOOK_BUILD : undefined;
