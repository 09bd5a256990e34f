// A bounded room of connections. When it is full, whoever makes the server wait leaves first.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface Guest {
  /** Undefined while no request has arrived, or between two. */
  request: IncomingMessage | undefined;
}

export interface SocketRoom {
  enter(socket: Socket): void;
  busy(socket: Socket, incoming: IncomingMessage, outgoing: ServerResponse): void;
  /** Ends every connection. */
  clear(): void;
  readonly size: number;
}

export function createSocketRoom(most: number): SocketRoom {
  // A map keeps the order of arrival: the first that fits is the oldest.
  const guests = new Map<Socket, Guest>();

  const oldest = (fits: (guest: Guest) => boolean): Socket | undefined => {
    for (const [socket, guest] of guests) if (fits(guest)) return socket;
    return undefined;
  };

  /** Those without a request first, then those whose body doesn't come. Who waits for us stays. */
  const evict = (): Socket | undefined =>
    oldest((guest) => guest.request === undefined) ?? oldest((guest) => guest.request?.complete === false);

  return {
    enter(socket) {
      if (guests.size >= most) {
        const leaving = evict() ?? socket;
        guests.delete(leaving);
        leaving.destroy();
        if (leaving === socket) return;
      }
      guests.set(socket, { request: undefined });
      socket.once('close', () => guests.delete(socket));
    },
    busy(socket, incoming, outgoing) {
      const guest = guests.get(socket);
      if (!guest) return;
      guest.request = incoming;
      outgoing.once('close', () => {
        if (guest.request === incoming) guest.request = undefined;
      });
    },
    clear() {
      for (const socket of guests.keys()) socket.destroy();
    },
    get size() {
      return guests.size;
    },
  };
}
