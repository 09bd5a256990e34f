// A store for each test of a file, in a folder of its own that goes when the test ends.
import { afterEach, beforeEach } from 'vitest';
import type { StorePort } from '../../../runbook-runner/ports/store.ts';
import { openAt, storeFolder } from './runs.ts';

interface Reopened {
  readonly maxBytes?: number;
  /** What happens to the file while nobody has it open. */
  readonly meanwhile?: (path: string) => void;
}

export function ownStore() {
  let place: ReturnType<typeof storeFolder>;
  let store: StorePort;
  beforeEach(async () => {
    place = storeFolder();
    store = await openAt(place.path);
  });
  afterEach(async () => {
    await store.close();
    place.remove();
  });
  return {
    get store() {
      return store;
    },
    get path() {
      return place.path;
    },
    async reopen({ maxBytes, meanwhile }: Reopened = {}) {
      await store.close();
      meanwhile?.(place.path);
      store = await openAt(place.path, maxBytes);
    },
  };
}
