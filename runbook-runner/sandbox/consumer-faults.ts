// Owns the faults that are aimed at a consumer: a wrong setting goes in by its operator API, and is put back at the end.
// Neither is kept anywhere: with the sandbox ends the consumer, and it starts with the settings of its first revision.
import { isDeepStrictEqual } from 'node:util';
import { request } from 'undici';
import { z } from 'zod';
import { PlaybookError } from '../errors/index.ts';
import { mergePatch } from '../ports/merge-patch.ts';
import type { ActiveFault, FaultOrder } from '../ports/sandbox.ts';
import { Credentials } from './fault-proxy/credentials.ts';
import { FaultSwitch, notEnded } from './fault-proxy/fault-switch.ts';

/** What a fault can be aimed at. */
export interface FaultTarget {
  /** The faults that are on. */
  active(): readonly ActiveFault[];
  inject(order: FaultOrder): Promise<ActiveFault>;
  /** Ends the fault, or every one; answers those that were on, or of which something had come back. */
  clear(fault?: string): Promise<readonly ActiveFault[]>;
}

interface Consumer {
  readonly url: string;
  readonly operatorToken: string;
}

type Fields = Readonly<Record<string, unknown>>;

interface Standing {
  readonly patch: Fields;
  /** The configuration that it was laid over. */
  readonly before: Fields;
  readonly fault: ActiveFault;
}

const InForce = z.object({ revision: z.int(), config: z.record(z.string(), z.unknown()) });

/** How often a patch is tried again because somebody else was faster. */
const ATTEMPTS = 20;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function operate({ url, operatorToken }: Consumer, patch?: { body: Fields; revision: number }) {
  const headers = { authorization: `Bearer ${operatorToken}`, 'user-agent': 'sandbox/1.0' };
  const answer = await request(`${url}/config`, {
    method: patch ? 'PATCH' : 'GET',
    headers: patch
      ? { ...headers, 'content-type': 'application/merge-patch+json', 'if-match': `"${patch.revision}"` }
      : headers,
    body: patch ? JSON.stringify(patch.body) : null,
  });
  return { status: answer.statusCode, body: await answer.body.json() };
}

/** Lays what `patchFor` makes of the configuration in force over it; answers what was in force, and whether it differs. */
async function change(consumer: Consumer, patchFor: (config: Fields) => Fields) {
  for (let attempt = 1; ; attempt += 1) {
    const { revision, config } = InForce.parse((await operate(consumer)).body);
    const body = patchFor(config);
    if (Object.keys(body).length === 0) return { config, changed: false };
    const { status, body: said } = await operate(consumer, { body, revision });
    if (status === 200) return { config, changed: true };
    if (status === 412 && attempt < ATTEMPTS) continue;
    // What the consumer finds wrong is wrong in the fault; anything else is the sandbox's own trouble.
    const code = status === 400 || status === 422 ? 'invalid_request' : 'sandbox_failed';
    throw new PlaybookError(code, `The configuration was not changed: status ${status}.`, {
      hint: isFields(said) && typeof said.detail === 'string' ? said.detail : 'Read the log of the consumer.',
    });
  }
}

/** The patch that puts back each value that still is as the patch set it. */
function wayBack(patch: Fields, before: unknown, now: unknown): Fields {
  const [was, is] = [before, now].map((value) => (isFields(value) ? value : {})) as [Fields, Fields];
  const back = Object.entries(patch).flatMap(([name, value]): [string, unknown][] => {
    const within = isFields(value) && isFields(was[name]);
    if (!within && isDeepStrictEqual(is[name] ?? null, value)) return [[name, was[name] ?? null]];
    if (!isFields(value) || !isFields(is[name])) return [];
    const inner = wayBack(value, was[name], is[name]);
    return Object.keys(inner).length === 0 ? [] : [[name, inner]];
  });
  return Object.fromEntries(back);
}

const restored = ({ patch, before }: Standing, now: Fields): Fields =>
  mergePatch(now, wayBack(patch, before, now)) as Fields;

/** No fault is on then, so nothing is listed, and no timer tries it again. */
const clearAgain = (fault: string | undefined): string => {
  const command = ['npm run -s playbook -- sandbox clear', ...(fault === undefined ? [] : [fault])].join(' ');
  return `Nothing tries this again. When order-sync answers, clear once more: ${command}. It puts back what was set.`;
};

/** Faults of the layer `configuration`; others are refused. They are forgotten with the stack. */
export function consumerFaults(consumer: Consumer, stack: AsyncDisposableStack): FaultTarget {
  /** Kept after the end of the fault: whoever takes a rollback back brings the wrong values back, and clears once more. */
  let standing: Standing | undefined;
  const isOn = () => faults.on.some(({ effect }) => effect.configuration);
  /** Whether there was something to put back. */
  const putBack = async () => {
    if (!standing) return false;
    const { patch, before } = standing;
    return (await change(consumer, (config) => wayBack(patch, before, config))).changed;
  };
  const faults = new FaultSwitch({
    credentials: new Credentials(),
    layers: ['configuration'],
    async changed() {
      const on = faults.on.find(({ effect }) => effect.configuration);
      const patch = on?.effect.configuration;
      if (!patch) return void (await putBack());
      const { config } = await change(consumer, () => patch);
      standing = { patch, before: standing ? restored(standing, config) : config, fault: on.shown };
    },
  });
  stack.defer(() => faults.stop());
  return {
    active: () => faults.listed,
    inject: (order) => faults.inject(order),
    async clear(fault) {
      const ended = await faults.clear(fault);
      const again = standing?.fault;
      if (!again || ended.length > 0 || isOn() || (fault ?? again.fault) !== again.fault) return ended;
      const back = await putBack().catch((error: unknown) => {
        throw notEnded('What a fault had set', error, clearAgain(fault));
      });
      return back ? [again] : [];
    },
  };
}
