// What every use case works with: the handed-in parts, and what they share while the runner lives.
import type { Playbook } from '../playbook/playbook.ts';
import { kept } from '../ports/kept.ts';
import type { SandboxPlace } from '../ports/sandbox.ts';
import type { StorePort } from '../ports/store.ts';
import type { RunnerDeps } from './create-runner.ts';
import type { ActionResult } from './orders.ts';
import { idsOf } from './own-words.ts';
import { Pool } from './pool.ts';
import { RefusalCounter } from './refusal-counter.ts';
import { SealMemory } from './seal-memory.ts';
import { redactingStore } from './sink.ts';
import { Watch } from './watch.ts';

/** A burst of orders shares one look at the files; a person who edits and runs takes longer than this. */
const PLAYBOOK_FOR_MS = 20;
const SANDBOX_FOR_MS = 250;
/** The commit and whether there are other edits: they are kept beside a result, and decide nothing. */
const PROVENANCE_FOR_MS = 100;

export interface Core {
  readonly deps: RunnerDeps;
  readonly pool: Pool;
  /** Deadlines, and whatever else may fall due while something runs. */
  readonly watch: Watch;
  readonly seals: SealMemory;
  /** Changes that this process is making now, by run. */
  readonly changing: Map<string, Promise<ActionResult>>;
  /** Actions that this process takes now, from the first look on, by the digest of what makes two the same. */
  readonly acting: Map<string, Promise<ActionResult>>;
  /** Deliveries to the inbound listener that had no effect. */
  readonly refused: RefusalCounter;
  playbook(): Promise<Playbook>;
  /** The store behind the redaction sink. */
  store(): Promise<StorePort>;
  /** Commit and cleanliness of the tree; asked for by each run, looked up once a burst. */
  provenance(): ReturnType<RunnerDeps['git']['provenance']>;
  /** What the sandbox announced, at most a quarter of a second ago. */
  sandbox(): Promise<SandboxPlace | undefined>;
  /** Waits for the changes that are under way, then closes the store. */
  ended(): Promise<void>;
}

/** Makes it once; what could not be made is made anew. */
function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => {
    if (made === undefined) {
      const value = make();
      made = { value };
      if (value instanceof Promise) {
        value.catch(() => {
          made = undefined;
        });
      }
    }
    return made.value;
  };
}

export function createCore(deps: RunnerDeps): Core {
  const { clock } = deps.ports;
  const seals = new SealMemory();
  const watch = new Watch(clock, (error) => deps.report?.(error));
  const changing: Core['changing'] = new Map();
  const playbook = kept(clock, PLAYBOOK_FOR_MS, async () => {
    const read = await deps.playbook();
    if (seals.remember(read)) deps.redactor.keep(idsOf(read));
    return read;
  });
  let store: Promise<StorePort> | undefined;
  const openStore = () => {
    store ??= deps.store().then(
      (opened) => redactingStore(opened, deps.redactor),
      (error: unknown) => {
        store = undefined;
        throw error;
      },
    );
    return store;
  };
  const refused = new RefusalCounter(clock, async (counts) => {
    try {
      await (await openStore()).countRefusals(counts);
    } catch (error) {
      deps.report?.(error);
    }
  });
  const probings = new Map<string, RunnerDeps['probing']>();
  return {
    // The registries never change: a dynamic import for each run would cost more than the lookup.
    deps: {
      ...deps,
      kinds: once(() => deps.kinds()),
      probing(kind) {
        const probing = probings.get(kind) ?? once(() => deps.probing(kind));
        probings.set(kind, probing);
        return probing(kind);
      },
    },
    seals,
    pool: new Pool(deps.limits),
    watch,
    changing,
    acting: new Map(),
    refused,
    playbook,
    provenance: kept(clock, PROVENANCE_FOR_MS, async () => {
      const read = await playbook().catch(() => undefined);
      return deps.git.provenance(read?.digest);
    }),
    sandbox: kept(clock, SANDBOX_FOR_MS, () => deps.sandbox.place()),
    store: openStore,
    async ended() {
      await Promise.allSettled(changing.values());
      watch.close();
      await refused.end();
      await (await store?.catch(() => undefined))?.close();
      store = undefined;
    },
  };
}
