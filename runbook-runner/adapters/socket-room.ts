// A bounded room of connections. When it is full, whoever makes the server wait leaves first.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface Guest {
  /** Undefined while no request has arrived, or between two. */
  request: IncomingMessage | undefined;
  /** The last request, answered or not, and how many there were. */
  last: IncomingMessage | undefined;
  count: number;
  /** Answers that have not left. */
  owed: number;
  /** What waits for the last of them to leave. */
  onAnswered: (() => void) | undefined;
}

/** Requests whose body has not come: whoever answers them waits for it. */
const unread = ({ last }: Guest): number => (last?.complete === false ? 1 : 0);

export class SocketRoom {
  readonly #most: number;
  /** A map keeps the order of arrival: the first that fits is the oldest. */
  readonly #guests = new Map<Socket, Guest>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Lets the connection in, or ends it when nobody else can leave. */
  enter(socket: Socket): void {
    if (this.#guests.size >= this.#most) {
      const leaving = this.#dispensable() ?? socket;
      this.#guests.delete(leaving);
      leaving.destroy();
      if (leaving === socket) return;
    }
    this.#guests.set(socket, {
      request: undefined,
      last: undefined,
      count: 0,
      owed: 0,
      onAnswered: undefined,
    });
    socket.once('close', () => this.#guests.delete(socket));
  }

  /** Notes that a request came over the connection, until its answer has left. */
  busy(socket: Socket, incoming: IncomingMessage, outgoing: ServerResponse): void {
    const guest = this.#guests.get(socket);
    if (!guest) return;
    guest.request = incoming;
    guest.last = incoming;
    guest.count += 1;
    guest.owed += 1;
    outgoing.once('close', () => {
      if (guest.request === incoming) guest.request = undefined;
      guest.owed -= 1;
      if (guest.owed <= unread(guest)) guest.onAnswered?.();
    });
  }

  /** Says, when called later, whether the request that is arriving now has arrived whole since. */
  arrival(socket: Socket): () => boolean {
    const guest = this.#guests.get(socket);
    if (!guest) return () => false;
    const { last, count } = guest;
    if (last?.complete === false) return () => last.complete;
    return () => guest.count > count + 1 || (guest.count === count + 1 && guest.last?.complete === true);
  }

  /** Calls back once no answer is owed to a request that came whole: nothing may be written before those. */
  answered(socket: Socket, proceed: () => void): void {
    const guest = this.#guests.get(socket);
    if (guest && guest.owed > unread(guest)) guest.onAnswered = proceed;
    else proceed();
  }

  /** Ends every connection. */
  clear(): void {
    for (const socket of this.#guests.keys()) socket.destroy();
  }

  /** Those without a request first, then those whose body doesn't come. Who waits for us stays. */
  #dispensable(): Socket | undefined {
    return (
      this.#oldest((guest) => guest.request === undefined) ??
      this.#oldest((guest) => guest.request?.complete === false)
    );
  }

  #oldest(fits: (guest: Guest) => boolean): Socket | undefined {
    for (const [socket, guest] of this.#guests) if (fits(guest)) return socket;
    return undefined;
  }
}
