// A listening HTTP server as the edge needs it: bounded in time and connections, raw headers looked at first.

/** The request line and headers as they arrived, before anything parsed them. */
export interface RawRequest {
  readonly method: string;
  /** Request target, not normalized. */
  readonly target: string;
  /** Names and values in turn, duplicates kept. */
  readonly rawHeaders: readonly string[];
}

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Also listens on this address, same port, where the machine has it. */
  readonly alsoHost?: string | undefined;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxConnections: number;
  /** Looks at the raw request; an answer here ends it and closes the connection. */
  readonly admit: (raw: RawRequest) => PlainAnswer | undefined;
  /** Answer to bytes that never became a request; `status` is 400, 408, 417 or 431. */
  readonly refuse: (status: number) => PlainAnswer;
  readonly handle: (request: Request, raw: RawRequest) => Promise<Response> | Response;
}

export interface Listening {
  readonly port: number;
  /** Stops listening, and ends every connection that is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

export interface ListenerPort {
  /** Throws `port_taken` when the address is in use. */
  listen(options: ListenOptions): Promise<Listening>;
}
