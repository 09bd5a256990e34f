// The action kind `config`: sets values of a service's configuration, and puts back exactly what it replaced.
import { z } from 'zod';
import { headerValue } from '../checks/assertions/headers.ts';
import { select } from '../checks/assertions/json-path.ts';
import { JsonPathText } from '../checks/assertions/json-path-text.ts';
import { broken, kept, unknown } from '../checks/assertions/result.ts';
import { slotsIn, slotsInJson } from '../checks/assertions/slots.ts';
import type { CheckPorts } from '../checks/kind.ts';
import { requestFields } from '../checks/request/fields.ts';
import { fillJson } from '../checks/request/slots.ts';
import { NOT_EMPTY } from '../ports/editor-rules.ts';
import type { AssertionResult, Problem } from '../ports/result.ts';
import {
  type ActionInput,
  type ActionKind,
  type ActionOutcome,
  type ActionPlan,
  settled,
  stopped,
  type ValueChange,
  type Way,
} from './kind.ts';
import { beforeOf } from './request/before.ts';
import { type ChangeRequest, changeRequest, sendChange, toBeSent } from './request/change.ts';
import { type Document, getJson, untold, whyUnread } from './request/read.ts';
import {
  changesOf,
  foreign,
  inWords,
  patchBack,
  sameValue,
  standing,
  stateOf,
  valueAt,
} from './request/values.ts';

const ConfigOperation = z.strictObject({
  config: z
    .strictObject({
      path: requestFields.path,
      auth: requestFields.auth,
      settings: JsonPathText.default('$').describe('Where the settings stand in the document; a JSONPath.'),
      revision: z
        .union([z.literal('etag'), JsonPathText])
        .default('etag')
        .describe('What names the revision: the ETag of the answer, or a JSONPath in the document.'),
    })
    .describe('Where the configuration is read with GET and changed with PATCH.'),
  set: z
    .record(z.string(), z.json())
    .refine((patch) => Object.keys(patch).length > 0, 'sets at least one value')
    .meta(NOT_EMPTY)
    .describe(
      'The settings as a merge patch (RFC 7396): null removes; a text that is one {slot} is the value.',
    ),
});
type ConfigOperation = z.output<typeof ConfigOperation>;
type Input = ActionInput<ConfigOperation>;

/** What was read before the change, and is put back. */
const Before = z.object({
  ifMatch: z.string(),
  changes: z.array(z.object({ path: z.string(), from: z.unknown().optional(), to: z.unknown().optional() })),
});

type Settings =
  | { readonly ok: true; readonly settings: unknown; readonly ifMatch: string }
  | { readonly ok: false; readonly problem: Problem };

/** The revision as If-Match carries it (RFC 9110 §13.1.1), which never matches a weak tag. */
function revisionOf(operation: ConfigOperation, document: Extract<Document, { ok: true }>) {
  const { revision } = operation.config;
  if (revision === 'etag') {
    const tag = headerValue(document.response.headers, 'etag');
    return tag === undefined || tag.startsWith('W/') ? undefined : tag;
  }
  const value = select(document.value, revision)[0]?.value;
  return typeof value === 'string' || typeof value === 'number' ? `"${value}"` : undefined;
}

async function read(input: Input, ports: CheckPorts): Promise<Settings> {
  const { path, auth, settings, revision } = input.operation.config;
  const document = await getJson({ path, auth }, input, ports);
  if (!document.ok) return document;
  const [found] = select(document.value, settings);
  if (found === undefined) return untold(`The configuration has nothing at ${settings}.`, 'See `settings`.');
  const ifMatch = revisionOf(input.operation, document);
  if (ifMatch !== undefined) return { ok: true, settings: found.value, ifMatch };
  const where = revision === 'etag' ? 'no strong ETag' : `no revision at ${revision}`;
  return untold(
    `The configuration has ${where}, so a change by someone else could not be noticed.`,
    'Declare where the revision stands with `revision`.',
  );
}

function patchRequest(input: Input, ifMatch: string, patch: unknown): ChangeRequest {
  const { path, auth } = input.operation.config;
  const declared = { method: 'PATCH', path, headers: { 'if-match': ifMatch }, body: patch, auth };
  return changeRequest({ ...declared, type: 'application/merge-patch+json' }, input);
}

/** The change of these values, as it would be sent now. */
function planned(input: Input, ifMatch: string, changes: readonly ValueChange[], patch: unknown): ActionPlan {
  const before = { ifMatch, changes };
  if (changes.length === 0) return settled(before);
  const made = patchRequest(input, ifMatch, patch);
  const summary = `${made.request.method} ${made.request.url}: ${changes.map(inWords).join(', ')}`;
  return { summary, ...toBeSent(made), changes, before };
}

const setOf = (input: Input) => fillJson(input.operation.set, input.parameters);

async function plan(input: Input, ports: CheckPorts): Promise<ActionPlan> {
  const now = await read(input, ports);
  if (!now.ok) return stopped('error', now.problem);
  const patch = setOf(input);
  return planned(input, now.ifMatch, changesOf(now.settings, patch), patch);
}

const CHANGED: Problem = {
  class: 'changed-meanwhile',
  outcome: 'fail',
  message: 'Someone else changed the configuration between the look and the change; nothing was overwritten.',
  hint: 'Look at the change anew: what it replaces may be another value now.',
};

/** Whether each value is what it was set to; read anew, since an answer tells what was asked for. */
async function evaluateSet(
  input: Input,
  ports: CheckPorts,
  changes: readonly ValueChange[],
): Promise<AssertionResult> {
  const claim = {
    assertion: 'settings',
    title: 'the settings are as they were set',
    expected: changes.map(inWords),
  };
  const now = await read(input, ports);
  if (!now.ok)
    return unknown(claim, `It was accepted, and could not be read afterwards. ${now.problem.message}`);
  const other = changes.find(({ path, to }) => !sameValue(valueAt(now.settings, path), to));
  if (other === undefined) return kept(claim, 'they are');
  return broken(claim, stateOf(now.settings, changes), 'not-set', `${other.path} is not what was sent.`);
}

async function stateNow(input: Input, ports: CheckPorts, changes: readonly ValueChange[]): Promise<string> {
  const now = await read(input, ports);
  return now.ok
    ? stateOf(now.settings, changes)
    : `Nobody could read what holds now: ${whyUnread(now.problem, input)}`;
}

async function change(
  input: Input,
  ports: CheckPorts,
  what: { readonly ifMatch: string; readonly changes: readonly ValueChange[]; readonly patch: unknown },
): Promise<ActionOutcome> {
  const { ifMatch, changes, patch } = what;
  if (changes.length === 0) return { status: 'done', unchanged: true };
  const { outcome, response } = await sendChange(patchRequest(input, ifMatch, patch), input, ports);
  if (outcome.status === 'done')
    return { ...outcome, assertions: [await evaluateSet(input, ports, changes)] };
  const state = await stateNow(input, ports, changes);
  return response?.status === 412
    ? { ...outcome, status: 'refused', problem: CHANGED, state }
    : { ...outcome, state };
}

async function run(input: Input, ports: CheckPorts): Promise<ActionOutcome> {
  return change(input, ports, { ...beforeOf(Before, input.before), patch: setOf(input) });
}

/** Puts back what still stands; what someone else has set meanwhile is never overwritten. */
const back: Way<ConfigOperation> = {
  async plan(input, ports) {
    const now = await read(input, ports);
    if (!now.ok) return stopped('error', now.problem);
    const { changes } = beforeOf(Before, input.before);
    const others = foreign(now.settings, changes);
    if (others.length === 0) {
      const again = standing(now.settings, changes);
      return planned(input, now.ifMatch, again, patchBackOf(again));
    }
    const message = `Someone else changed it meanwhile: ${others.join('; ')}. Nothing was put back.`;
    const hint = 'Ask who set it. What should hold is set by another action, or by hand.';
    return stopped('unmet', { class: 'changed-meanwhile', outcome: 'fail', message, hint });
  },
  async run(input, ports) {
    const { ifMatch, changes } = beforeOf(Before, input.before);
    return change(input, ports, { ifMatch, changes, patch: patchBackOf(changes) });
  },
};

/** Sets each `to`: the changes are turned round already. */
const patchBackOf = (changes: readonly ValueChange[]) =>
  patchBack(changes.map(({ path, from, to }) => ({ path, from: to, to: from })));

export const configAction: ActionKind<ConfigOperation> = {
  kind: 'config',
  title: 'Configuration',
  summary:
    'Sets values of a configuration that has revisions, held to the revision that was read. Its undo puts back exactly what it replaced, and refuses where someone else changed it meanwhile.',
  schema: ConfigOperation,
  example: `title: Serve cached charges
description: order-sync answers from its cache, so that customers see the last known state.
integration: order-sync
kind: config
parameters: { age: { type: integer, min: 60, max: 14400, default: 3600, describe: Seconds that a cached charge may be old. } }
do:
  config: { path: /config, settings: $.config, auth: order-sync-operator }
  set: { fallback: { mode: cached, maxAgeSeconds: '{age}' } }
verify: [order-sync-orders-flow]
expires: 4h
`,
  references({ config, set }) {
    return {
      ...(config.auth === undefined ? {} : { auth: config.auth }),
      contracts: [],
      parameters: [...slotsIn(config.path), ...slotsInJson(set)],
    };
  },
  reads: true,
  plan,
  run,
  back: () => back,
};
