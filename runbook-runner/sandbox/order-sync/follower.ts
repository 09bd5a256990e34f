// Owns how one upstream that follows on a settled order is opened: its connection, two key slots, gate and hand-over.
import type { Config, FollowerName } from './config.ts';
import { type Answer, Connection, type Failure, type Reached, type Watching } from './connection.ts';
import { FollowedAccount } from './followed-account.ts';
import { Handover, type HandoverSettings } from './handover.ts';
import { type Key, KeySlots } from './key-slots.ts';
import type { Order } from './order.ts';
import { Pacer } from './pacer.ts';
import { PreflightGate, reporting } from './preflight-gate.ts';
import { Deed, type Office, Report } from './report.ts';
import { Rotation } from './rotation.ts';

/** How an upstream is reached and what opens it. */
export interface UpstreamPlace extends Reached {
  readonly key: Key;
  /** Its back office, which is not behind the fault proxy. */
  readonly office: Office;
}

export interface FollowerParts extends Watching {
  readonly config: () => Config;
  /** An order is done there, under an id of the upstream. */
  readonly onDone?: (order: Order, id: string) => void;
}

/** What is asked of such an upstream. Its keys are moved by requests of their own; undefined where one went well. */
export interface Asking {
  authorize(key?: Key): Promise<Failure | undefined>;
  issueKey(idempotencyKey: string): Promise<Answer<Key>>;
  revokeKey(keyId: string): Promise<Failure | undefined>;
  hand(order: Order): Promise<Answer<string>>;
}

type Make<Asked extends Asking> = (connection: Connection, keys: KeySlots) => Asked;

/** Only Parcelo counts our requests. */
function settingsOf({ handover }: Config, name: FollowerName): HandoverSettings {
  return { requestsPerSecond: null, ...handover[name] };
}

const AFTER = { quarantine: 'order.quarantined', reject: 'order.rejected' } as const;

const about = (upstream: FollowerName, { id: order }: Order, { detail, traceId }: Failure) => ({
  ...({ level: 'warn', upstream, order, detail } as const),
  ...(traceId === '' ? {} : { traceId }),
});

export function openFollower<Asked extends Asking>(
  name: FollowerName,
  place: UpstreamPlace,
  parts: FollowerParts,
  make: Make<Asked>,
) {
  const { log, config, onDone = () => {} } = parts;
  const { url, tls } = place;
  const connection = new Connection({ ...parts, upstream: name, url, tls });
  const keys = new KeySlots(place.key);
  const asking = make(connection, keys);
  const gate = new PreflightGate({
    ...{ url, tls },
    authorize: () => asking.authorize(),
    onChange: reporting(log, name),
  });
  const pacer = new Pacer();
  const handover = new Handover({
    ...{ gate, pacer, onDone },
    settings: () => settingsOf(config(), name),
    hand: (order) => asking.hand(order),
    onFailure: (order, failed) => log.write({ event: 'order.failed', ...about(name, order, failed) }),
    onSentence: (order, sentence, failed) =>
      log.write({ event: AFTER[sentence], ...about(name, order, failed) }),
  });
  const report = new Report({ ...place.office, path: '/operator/account', entry: Deed });
  const account = new FollowedAccount(report, handover);
  const rotation = rotationOf(name, keys, asking, gate, parts);
  return { name, connection, asking, gate, pacer, handover, account, rotation };
}

function rotationOf(
  upstream: FollowerName,
  keys: KeySlots,
  asking: Asking,
  gate: PreflightGate,
  { log }: FollowerParts,
): Rotation {
  const desk = {
    issue: (idempotencyKey: string) => asking.issueKey(idempotencyKey),
    // The vault holds no key of these upstreams: a second one is asked for.
    find: () => undefined,
    probe: (key: Key) => asking.authorize(key),
    revoke: (keyId: string) => asking.revokeKey(keyId),
  };
  return new Rotation(keys, desk, (detail) => {
    log.write({ level: 'info', event: 'key.changed', upstream, detail });
    void gate.run();
  });
}
