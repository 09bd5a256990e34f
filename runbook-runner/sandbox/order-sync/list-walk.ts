// Owns the walk through Parcelo's list of shipments: page by page from a known place to its end, past nothing that it could
// not read, and never twice around.
import type { Answer, Failure } from './connection.ts';
import type { Listed, ListPage } from './followed-records.ts';

/** `left`: it was told to stop on the way. */
export type Walked =
  | { readonly end: 'complete' }
  | { readonly end: 'left' }
  | { readonly end: 'circled'; readonly detail: string; readonly traceId: string }
  | { readonly end: 'failed'; readonly failed: Failure };

interface Options {
  readonly page: (cursor: string | null) => Promise<Answer<ListPage>>;
  /** Waits until a page may be asked for; false when the walk is to stop. */
  readonly mayAsk: () => Promise<boolean>;
  readonly onShipment: (shipment: Listed) => void;
}

/** Its number comes later: whoever goes past it misses that. */
const isOpen = ({ status }: Listed): boolean => status === 'label_pending';

export class ListWalk {
  readonly #options: Options;
  /** Where the next walk begins; null is the beginning of the list. A complete walk moves it; refused, it has ended. */
  #place: string | null = null;
  #pages = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Pages that were read since the start. */
  get pages(): number {
    return this.#pages;
  }

  async walk(): Promise<Walked> {
    const met = new Set<string>();
    /** Where nothing of a page can be read, only its cursor tells that it came before. */
    const cursors = new Set([this.#place]);
    let cursor = this.#place;
    let place: string | null | undefined;
    while (await this.#options.mayAsk()) {
      const page = await this.#options.page(cursor);
      if (!page.ok) {
        if (page.kind === 'refused' && cursor === this.#place) this.#place = null;
        return { end: 'failed', failed: page };
      }
      this.#pages += 1;
      const { shipments, whole, next } = page.value;
      const again = shipments.find(({ id }) => met.has(id));
      if (again) return { end: 'circled', detail: `${again.id} came again`, traceId: page.traceId };
      for (const shipment of shipments) this.#meet(shipment, met);
      if (place === undefined && (next === null || !whole || shipments.some(isOpen))) place = cursor;
      if (next === null) {
        this.#place = place ?? cursor;
        return { end: 'complete' };
      }
      if (cursors.has(next)) return { end: 'circled', detail: 'a cursor came again', traceId: page.traceId };
      cursors.add(next);
      cursor = next;
    }
    return { end: 'left' };
  }

  #meet(shipment: Listed, met: Set<string>): void {
    met.add(shipment.id);
    this.#options.onShipment(shipment);
  }
}
