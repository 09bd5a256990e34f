// One kept connection to one origin: an undici client that serves one exchange at a time.
import type { Socket } from 'node:net';
import Client from 'undici/lib/dispatcher/client.js';
import type { Passage } from '../ports/passage.ts';
import { openConnection, type Timing } from './connection.ts';
import type { DestinationRules } from './destination.ts';
import { dialOf, lookupOf } from './dial.ts';
import { passingOverContinue } from './interim-answers.ts';
import type { Phase } from './transport-problem.ts';

/** What the exchange that uses a lane is told while its connection opens. */
export interface LaneUser {
  readonly signal: AbortSignal;
  /** The request was sent, and no final answer has begun. */
  readonly awaitsAnswer: boolean;
  onPhase(phase: Phase): void;
  /** Called when a connection was opened for this exchange; never when a kept one is used. */
  onConnect(timing: Timing): void;
}

export interface Lane {
  readonly key: string;
  readonly client: Client;
  user: LaneUser | undefined;
}

export interface LaneTarget extends Passage {
  readonly key: string;
  readonly url: URL;
  readonly ca: readonly string[];
  readonly rules: DestinationRules;
}

const MAX_HEADER_BYTES = 65_536;

/** Opens the socket for whoever uses the lane now, and tells that exchange what it took. */
async function connectFor(user: LaneUser, target: LaneTarget): Promise<Socket> {
  const { url, ca, rules, clientCertificate: client, proxy, resolver } = target;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  const timing: Timing = {};
  return openConnection({
    host,
    port: Number(url.port || (secure ? 443 : 80)),
    rules,
    ...(secure ? { tls: { servername: host, ca, verify: true, client } } : {}),
    dial: await dialOf(proxy),
    lookup: await lookupOf(resolver),
    signal: user.signal,
    onPhase: (phase) => user.onPhase(phase),
    timing,
  }).finally(() => user.onConnect(timing));
}

export function openLane(target: LaneTarget): Lane {
  const lane: Lane = {
    key: target.key,
    user: undefined,
    client: new Client(target.url.origin, {
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Time is bounded by each exchange's own deadline.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_options, callback) => {
        const { user } = lane;
        if (!user) return callback(new Error('No exchange uses this connection.'), null);
        connectFor(user, target).then(
          (socket) => {
            user.onPhase('request');
            callback(
              null,
              passingOverContinue(socket, () => lane.user?.awaitsAnswer ?? false),
            );
          },
          (error: Error) => callback(error, null),
        );
      },
    }),
  };
  return lane;
}
