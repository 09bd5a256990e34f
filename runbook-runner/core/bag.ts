// Things that come and go, in no order. A Set that changes all the time leaves tables behind, each pointing to the next:
// one of them that has grown old holds everything that was ever put in since, until the whole heap is collected.

interface Place<Item> {
  readonly item: Item;
  at: number;
}

export class Bag<Item> {
  readonly #places: Place<Item>[] = [];

  get size(): number {
    return this.#places.length;
  }

  /** What is in it now; what comes or goes meanwhile does not matter. */
  items(): Item[] {
    return this.#places.map(({ item }) => item);
  }

  /** Returns the way to take it out again, which may be called more than once. */
  add(item: Item): () => void {
    const place = { item, at: this.#places.length };
    this.#places.push(place);
    return () => this.#remove(place);
  }

  /** Takes one out; undefined when it is empty. */
  take(): Item | undefined {
    return this.#places.pop()?.item;
  }

  clear(): void {
    this.#places.length = 0;
  }

  #remove(place: Place<Item>): void {
    if (this.#places[place.at] !== place) return;
    const last = this.#places.pop();
    if (last === undefined || last === place) return;
    last.at = place.at;
    this.#places[place.at] = last;
  }
}
