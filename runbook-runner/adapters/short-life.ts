// Tells the engine that the process is short, so that it compiles for speed only what is run very often.
import { setFlagsFromString } from 'node:v8';

/** Calls of a function before it is compiled for speed, by the quick and by the thorough compiler of V8. */
const FLAGS = ['--invocation-count-for-maglev=20000', '--invocation-count-for-turbofan=60000'];
/** The release whose flags these are; another engine may not know them, and would say so on standard error. */
const NODE = '26.';

/**
 * Of a run of 1,000 checks, compilers took a sixth of the processor time, and what they made was hardly used: V8
 * takes a function for hot after 400 calls, as if the process went on for hours.
 */
export function expectShortLife(): void {
  if (process.versions.node.startsWith(NODE)) for (const flag of FLAGS) setFlagsFromString(flag);
}
