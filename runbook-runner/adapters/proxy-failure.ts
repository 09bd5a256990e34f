// What stands in the way at a proxy: a trouble of our own side, which says nothing of the upstream.

/** Thrown before any byte for the upstream is sent. */
export class ProxyFailure extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
