// Owns the seeded stock: 24 articles in one warehouse.
import { seededRandom } from './random.ts';

/** A level as Stockline answers it. */
export interface StockLevel {
  readonly sku: string;
  readonly name: string;
  readonly warehouse: string;
  /** Pieces that are there, those that are reserved included. */
  readonly on_hand: number;
  readonly reserved: number;
  /** on_hand - reserved. */
  readonly available: number;
  /** One more with each change. */
  readonly version: number;
  /** RFC 3339, UTC. */
  readonly updated: string;
}

const FIRST_COUNTED = Date.parse('2026-03-01T06:00:00Z');
const HOUR_MS = 3_600_000;
const COUNT = 24;
/** An article of which nothing is left. */
export const SOLD_OUT = 'WINE-0024';

const GRAPES = ['Riesling', 'Crémant', 'Alvarinho', 'Silvaner', 'Grauburgunder', 'Vinho Verde'];
const SIZES = ['bottle', 'case of 6', 'case of 12', 'gift box'];

/** The levels of a seed. Articles are the same for every seed; counts and times are not. */
export function seededStock(seed: number): readonly StockLevel[] {
  const random = seededRandom(seed);
  return Array.from({ length: COUNT }, (_, index) => {
    const sku = `WINE-${String(index + 1).padStart(4, '0')}`;
    const pieces = sku === SOLD_OUT ? 0 : 20_000 + Math.floor(random() * 60_000);
    return {
      sku,
      name: `${GRAPES[index % GRAPES.length]}, ${SIZES[Math.floor(index / GRAPES.length)]}`,
      warehouse: 'HAM-1',
      on_hand: pieces,
      reserved: 0,
      available: pieces,
      version: 1 + Math.floor(random() * 40),
      updated: new Date(FIRST_COUNTED + Math.floor(random() * 48) * HOUR_MS).toISOString(),
    };
  });
}
