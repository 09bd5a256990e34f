// The built site as a closed list of files: what is not in the list does not exist.
export type Encoding = 'br' | 'gzip' | 'identity';

export interface SiteBody {
  readonly bytes: Uint8Array;
  /** Encoding of `bytes`; may be `identity` though another was asked for. */
  readonly encoding: Encoding;
  /** Strong entity tag of these bytes, with its quotes (RFC 9110 §8.8.3). */
  readonly etag: string;
}

export interface SiteFile {
  /** From the root of the site: `/scenarios/x/index.html`. */
  readonly path: string;
  readonly mediaType: string;
  /** The `content` of the page's own CSP meta element; undefined when it has none. */
  csp(): Promise<string | undefined>;
  body(accepted: readonly Encoding[]): Promise<SiteBody>;
}

export interface SitePort {
  /** Undefined for every path that the build did not write. */
  file(path: string): SiteFile | undefined;
  /** Whether a build has begun and is not done: what is not there may come, and what is there may go. */
  building(): boolean;
}

/** What the drills proved, from the root of the repository: pages say so. */
export const PROOF_FILE = 'dist/proof.json';
