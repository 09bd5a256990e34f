// Owns how the sandbox's servers start and end: loopback only, a port that the system chooses.
import type { Server } from 'node:http';
import type { AddressInfo, Server as Listener } from 'node:net';

/** Listens on 127.0.0.1 and resolves to the port. */
export function listen(server: Listener): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops listening and drops every connection. */
export function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
