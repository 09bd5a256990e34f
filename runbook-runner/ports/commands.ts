// Programs of this machine that its owner lets checks start. The list stands outside the repository: a pull request
// can name an id, and never what is executed.
import type { Problem } from './result.ts';

export type AllowedCommand =
  /** `executable` is an absolute path. */
  { readonly ok: true; readonly executable: string } | { readonly ok: false; readonly problem: Problem };

export interface CommandsPort {
  /** The program of an id; an id that is not on the list, or a list that cannot be trusted, is a problem. */
  find(id: string): Promise<AllowedCommand>;
}
