// What this page knows of its runner: whether it answers, the pairing, its status. One for all elements of a page.
import { type CheckAsk, RunnerProblem, runner, type Status } from '../../../runbook-runner/client.ts';
import { recall, remember } from './storage.ts';

export type State = 'looking' | 'absent' | 'ready' | 'pairing' | 'paired';

/** How often a visible page asks a paired runner for its status; faults and temporary changes show that soon. */
const POLL_MS = 3000;

const listeners = new Set<() => void>();
const content = (name: string) =>
  document.querySelector<HTMLMetaElement>(`meta[name="playbook-${name}"]`)?.content;

export const page = { id: content('page'), seal: content('seal'), commit: content('commit') };

export const session = {
  state: 'looking' as State,
  words: '',
  status: undefined as Status | undefined,
  get environment(): string {
    return recall('environment') ?? 'sandbox';
  },
  set environment(name: string) {
    remember('environment', name);
    tell();
  },
  /** Calls now and after each change. */
  watch(listener: () => void): void {
    listeners.add(listener);
    listener();
  },
};

function tell(change: Partial<Pick<typeof session, 'state' | 'words' | 'status'>> = {}): void {
  Object.assign(session, change);
  for (const listener of listeners) listener();
}

/** Where an element stands, as an order says it; a page without a seal can't be stale and says nothing. */
export function context(element: Element): Pick<CheckAsk, 'environment' | 'page' | 'seal' | 'step'> {
  const step = element.closest<HTMLElement>('[data-step]')?.dataset.step;
  return {
    environment: session.environment,
    ...(page.seal === undefined ? {} : { page: page.id, seal: page.seal }),
    ...(step ? { step } : {}),
  };
}

/** Reads the runner's status; a pairing that has ended is noticed here. */
export async function refresh(): Promise<void> {
  try {
    if (runner.paired()) tell({ status: await runner.status(), state: 'paired' });
    else {
      await runner.health();
      if (session.state !== 'pairing') tell({ state: 'ready', status: undefined });
    }
  } catch (error) {
    const absent = !(error instanceof RunnerProblem) || error.code === 'runner_not_running';
    tell({ state: absent ? 'absent' : runner.paired() ? 'paired' : 'ready', status: undefined });
  }
}

/** Resolves when this browser is paired; asks the terminal when it is not yet. */
export async function ensurePaired(): Promise<void> {
  if (runner.paired()) return;
  try {
    await runner.pair({ onWords: ({ words }) => tell({ state: 'pairing', words }) });
    tell({ state: 'paired' });
    void refresh();
  } catch (error) {
    await refresh();
    if (session.state === 'pairing') tell({ state: 'ready' });
    throw error;
  }
}

/** Does the work paired; when the runner was restarted since, pairs anew and does it again, once. */
export async function paired<Result>(work: () => Promise<Result>): Promise<Result> {
  await ensurePaired();
  try {
    return await work();
  } catch (error) {
    const ended = error instanceof RunnerProblem && /^token_(refused|missing)$/.test(error.code);
    if (!ended) throw error;
    await ensurePaired();
    return work();
  }
}

export async function unpair(): Promise<void> {
  await runner.unpair();
  await refresh();
}

async function start(): Promise<void> {
  await runner.redeem().catch(() => undefined);
  runner.onPairing(() => void refresh());
  let met = false;
  session.watch(() => {
    met ||= !['looking', 'absent'].includes(session.state);
  });
  await refresh();
  setInterval(() => {
    // A runner that went away is looked for: it may be restarted beside this window, which then sees no event.
    const changing = session.state === 'paired' || (met && session.state === 'absent');
    if (document.visibilityState === 'visible' && changing) void refresh();
  }, POLL_MS);
  // A runner that was started meanwhile is found when the reader comes back to the page.
  const look = () => void (document.visibilityState === 'visible' && refresh());
  document.addEventListener('visibilitychange', look);
  addEventListener('focus', look);
}
void start();
