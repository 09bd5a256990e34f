// Owns the rotation of one upstream's key in stages: stage, verify, switch, retire; and the way back before the last.
import { randomUUID } from 'node:crypto';
import type { Answer, Failure } from './connection.ts';
import type { Key, KeySlots } from './key-slots.ts';
import { type Outcome, refused } from './operator.ts';

/** What an upstream does for its clients' keys. */
export interface KeyDesk {
  /** Asks for a second key; repeated under the same idempotency key, it answers the one that was made. */
  issue(idempotencyKey: string): Promise<Answer<Key>>;
  /** The key behind a reference into the vault, or undefined. */
  find(credentialRef: string): Key | undefined;
  /** One authenticated, harmless request with the key; undefined when it works. */
  probe(key: Key): Promise<Failure | undefined>;
  revoke(keyId: string): Promise<Failure | undefined>;
}

const conflict = (detail: string): Outcome => refused(409, 'key-state', detail);

const upstreamSaidNo = ({ detail, traceId }: Failure): Outcome =>
  refused(502, 'upstream-failed', `The upstream did not do it: ${detail} (trace ${traceId}).`);

/** Unlike an upstream that does not serve just now, it will never take this key. */
const keyRefused = ({ keyId }: Key, { detail, traceId }: Failure): Outcome =>
  refused(422, 'key-refused', `The upstream does not take key ${keyId}: ${detail} (trace ${traceId}).`);

export class Rotation {
  readonly slots: KeySlots;
  readonly #desk: KeyDesk;
  readonly #onChange: (detail: string) => void;
  /** Of a request for a key that was not answered yet: the upstream may have made one that nobody knows. */
  #unanswered: string | undefined;

  /** `onChange` hears of each move, in words. */
  constructor(slots: KeySlots, desk: KeyDesk, onChange: (detail: string) => void) {
    this.slots = slots;
    this.#desk = desk;
    this.#onChange = onChange;
  }

  async stage(credentialRef?: string): Promise<Outcome> {
    const { state, served, key: replaced } = this.slots.standby;
    if (served && state === 'verified')
      return conflict('The key before this one is not retired yet: retire it, or roll back.');
    const found = credentialRef === undefined ? undefined : this.#desk.find(credentialRef);
    if (credentialRef !== undefined && found === undefined)
      return refused(422, 'credential-unknown', 'The vault has nothing under this reference.', [
        { pointer: '/credentialRef', detail: 'there is no such credential' },
      ]);
    // A key that was staged and never used must not stay open when another takes its place.
    if (replaced !== null && state !== 'retired' && replaced.keyId !== found?.keyId)
      await this.#desk.revoke(replaced.keyId);
    const issued = found === undefined ? await this.#issue() : { ok: true as const, value: found };
    if (!issued.ok) return upstreamSaidNo(issued);
    this.slots.stage(issued.value);
    return this.#done(`key ${issued.value.keyId} staged`);
  }

  async verify(): Promise<Outcome> {
    const { state, served, key } = this.slots.standby;
    if (key === null || served || (state !== 'staged' && state !== 'verified'))
      return conflict('No key is staged.');
    const failed = await this.#desk.probe(key);
    if (failed?.status === 401) return keyRefused(key, failed);
    if (failed) return upstreamSaidNo(failed);
    this.slots.verified();
    return this.#done(`key ${key.keyId} verified`);
  }

  switch(): Outcome {
    const { state, served, key } = this.slots.standby;
    if (state !== 'verified' || served) return conflict('Only a key that was verified can become active.');
    this.slots.switch();
    return this.#done(`key ${key?.keyId} active`);
  }

  async retire(): Promise<Outcome> {
    const { state, served, key } = this.slots.standby;
    if (key === null || state !== 'verified' || !served)
      return conflict('Only a key that was replaced by a switch can be retired.');
    const failed = await this.#desk.revoke(key.keyId);
    if (failed) return upstreamSaidNo(failed);
    this.slots.retire();
    return this.#done(`key ${key.keyId} retired`);
  }

  rollBack(): Outcome {
    const { state, served, key } = this.slots.standby;
    if (state !== 'verified' || !served)
      return conflict('There is no earlier key to go back to: none was replaced, or it is retired.');
    this.slots.switchBack();
    return this.#done(`back to key ${key?.keyId}`);
  }

  async #issue(): Promise<Answer<Key>> {
    this.#unanswered ??= randomUUID();
    const issued = await this.#desk.issue(this.#unanswered);
    if (issued.ok || issued.kind === 'refused') this.#unanswered = undefined;
    return issued;
  }

  #done(detail: string): Outcome {
    this.#onChange(detail);
    return { ok: true, body: this.slots.shown() };
  }
}
