// The two slots of a credential: which one serves, what the other holds, and which stages of a rotation are left. Pure.
import { z } from 'zod';

const Slot = z.object({
  state: z.enum(['active', 'staged', 'verified', 'retired', 'empty']),
  keyId: z.string().nullish(),
  since: z.iso.datetime({ offset: true }).nullish(),
});

export const Slots = z
  .object({ active: z.string(), slots: z.record(z.string(), Slot) })
  .refine(({ slots }) => Object.keys(slots).length === 2, 'has two slots')
  .refine(({ active, slots }) => Object.hasOwn(slots, active), 'names the slot that is active');
export type Slots = z.output<typeof Slots>;

export interface NamedSlot extends z.output<typeof Slot> {
  readonly name: string;
}

export const STAGES = ['stage', 'verify', 'switch'] as const;
export type StageName = (typeof STAGES)[number];

const named = (slots: Slots, name: string): NamedSlot => ({
  name,
  ...(slots.slots[name] ?? { state: 'empty' }),
});

export const activeOf = (slots: Slots): NamedSlot => named(slots, slots.active);

export function otherOf(slots: Slots): NamedSlot {
  const name = Object.keys(slots.slots).find((one) => one !== slots.active) ?? '';
  return named(slots, name);
}

const time = (slot: NamedSlot): number => (slot.since ? Date.parse(slot.since) : 0);

/** Whether the other slot holds the key that a switch replaced: it got its state no later than the active one. */
export function replacedKey(slots: Slots): NamedSlot | undefined {
  const other = otherOf(slots);
  return other.state === 'verified' && time(other) <= time(activeOf(slots)) ? other : undefined;
}

/**
 * The stages that are left; undefined when a replaced key stands in the way of a new one. A key that was verified
 * earlier is verified once more: it may have ended since, and would serve nobody.
 */
export function stagesLeft(slots: Slots): readonly StageName[] | undefined {
  if (replacedKey(slots)) return undefined;
  switch (otherOf(slots).state) {
    case 'verified':
    case 'staged':
      return ['verify', 'switch'];
    default:
      return STAGES;
  }
}

/** Whether this key still waits to be verified and switched to. */
export function isWaiting(slots: Slots, { name, keyId }: NamedSlot): boolean {
  const other = otherOf(slots);
  return other.name === name && other.keyId === keyId && stagesLeft(slots)?.[0] === 'verify';
}

const shown = ({ name, state, keyId }: NamedSlot): string =>
  `slot ${name} is ${state}${keyId ? ` (key ${keyId})` : ''}`;

/** `Now slot a is active (key k1), slot b is staged (key k2).` */
export const slotsInWords = (slots: Slots): string =>
  `Now ${shown(activeOf(slots))}, ${shown(otherOf(slots))}.`;
