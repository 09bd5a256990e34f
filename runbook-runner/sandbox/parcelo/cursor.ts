// Owns Parcelo's cursors: opaque to callers, and good for one list alone.
import { createHash } from 'node:crypto';

interface Place {
  /** Id of the last thing of the page before. */
  readonly after: string;
  /** What the list is limited to; a cursor of another list is refused. */
  readonly list: string;
}

const mark = ({ after, list }: Place): string =>
  createHash('sha256').update(`${list}:${after}`).digest('base64url').slice(0, 8);

export const cursorOf = (place: Place): string =>
  `${Buffer.from(place.after).toString('base64url')}.${mark(place)}`;

/** The id that a cursor stands after; undefined when it is none of this list. */
export function readCursor(cursor: string, list: string): string | undefined {
  const [encoded = '', given] = cursor.split('.');
  const after = Buffer.from(encoded, 'base64url').toString();
  return given === mark({ after, list }) ? after : undefined;
}
