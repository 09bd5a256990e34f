// Owns the two slots of one upstream's credential, and which moves between their states there are.
export const SLOTS = ['a', 'b'] as const;
export type SlotName = (typeof SLOTS)[number];

export interface Key {
  readonly keyId: string;
  /** What opens the upstream; never leaves order-sync but to the upstream. */
  readonly secret: string;
}

export type SlotState = 'active' | 'staged' | 'verified' | 'retired' | 'empty';

interface Slot {
  readonly state: SlotState;
  readonly key: Key | null;
  readonly since: string | null;
  /** Whether it was the active one before a switch. */
  readonly served: boolean;
}

const EMPTY: Slot = { state: 'empty', key: null, since: null, served: false };

export class KeySlots {
  #active: SlotName = 'a';
  readonly #slots: Record<SlotName, Slot> = { a: EMPTY, b: EMPTY };

  constructor(first: Key) {
    this.#set('a', 'active', first);
  }

  get active(): Key {
    const { key } = this.#slots[this.#active];
    if (key === null) throw new Error('The active slot always has a key.');
    return key;
  }

  /** What the slot beside the active one holds. */
  get standby(): Slot & { readonly name: SlotName } {
    const name = this.#active === 'a' ? 'b' : 'a';
    return { name, ...this.#slots[name] };
  }

  stage(key: Key): void {
    this.#set(this.standby.name, 'staged', key);
  }

  verified(): void {
    const { name, key } = this.standby;
    if (key) this.#set(name, 'verified', key);
  }

  /** Makes the other slot active; the one that was stays usable, so that the switch can be taken back. */
  switch(): void {
    const [before, standby] = [this.#active, this.standby];
    if (standby.key === null) throw new Error('There is no key to switch to.');
    this.#set(before, 'verified', this.active, true);
    this.#active = standby.name;
    this.#set(standby.name, 'active', standby.key);
  }

  /** Takes a switch back; the key that was new has to be verified again before it is used again. */
  switchBack(): void {
    this.switch();
    const { name, key } = this.standby;
    if (key) this.#set(name, 'staged', key);
  }

  retire(): void {
    const { name, key } = this.standby;
    if (key) this.#set(name, 'retired', { ...key, secret: '' });
  }

  /** As operators see it: no secret. */
  shown() {
    const shown = ({ state, key, since }: Slot) => ({ state, keyId: key?.keyId ?? null, since });
    return { active: this.#active, slots: { a: shown(this.#slots.a), b: shown(this.#slots.b) } };
  }

  #set(name: SlotName, state: SlotState, key: Key, served = false): void {
    this.#slots[name] = { state, key, since: new Date().toISOString(), served };
  }
}
