// Says in words what a decision or a change asks of a check; a page says it before, a run after.
import { percent, spoken } from '../ports/spoken.ts';
import type { Condition } from './schema/pages.ts';

const IS = { pass: 'passes', fail: 'fails', error: 'ends in an error' } as const;

/** A condition with the title of its check. */
export function conditionWords(condition: Condition, title: string): string {
  const of = `“${title}”`;
  switch (condition.on) {
    case 'verdict':
      return `${of} ${IS[condition.is]}`;
    case 'assertion':
      return `the ${condition.assertion} part of ${of} ${IS[condition.is]}`;
    case 'status':
      return `${of} gets ${condition.is.map(statusWords).join(' or ')}`;
    case 'latency':
      return `${condition.percentile} of ${of} is above ${spoken(condition.above)}`;
    case 'error-rate':
      return `more than ${percent(condition.above)} of the requests of ${of} fail`;
  }
}

/** A status as a responder says it: `429`, and `5xx` as "500 to 599". */
const statusWords = (status: number | string): string =>
  typeof status === 'number'
    ? `status ${status}`
    : `a status of ${status.charAt(0)}00 to ${status.charAt(0)}99`;
