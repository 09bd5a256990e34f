// A bounded room of connections. When it is full, whoever makes the server wait leaves first.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface Guest {
  /** Undefined while no request has arrived, or between two. */
  request: IncomingMessage | undefined;
}

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
    this.#guests.set(socket, { request: undefined });
    socket.once('close', () => this.#guests.delete(socket));
  }

  /** Notes that a request came over the connection, until its answer has left. */
  busy(socket: Socket, incoming: IncomingMessage, outgoing: ServerResponse): void {
    const guest = this.#guests.get(socket);
    if (!guest) return;
    guest.request = incoming;
    outgoing.once('close', () => {
      if (guest.request === incoming) guest.request = undefined;
    });
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
