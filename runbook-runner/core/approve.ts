// What a person looks at before they approve: each request, where its secrets go, and what changed.

import { credentialsOf } from '../playbook/credential-fields.ts';
import { passageSecrets } from '../playbook/passage-secrets.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { slotOf } from '../playbook/secret-slots.ts';
import { type Pending, pendingOf } from './approval.ts';
import type { Core } from './core.ts';
import { leavesOf } from './field-changes.ts';
import { find } from './find.ts';
import { requireOwnMachine } from './secrets.ts';
import type { Sending, Subject } from './sending.ts';

/** A request as it is declared: its slots are filled when it is sent. */
export interface DeclaredRequest {
  /** Where it stands in the definition: `probe.request`. */
  readonly at: string;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: unknown;
}

export interface ApprovalView extends Pending {
  readonly title: string;
  readonly requests: readonly DeclaredRequest[];
  /** Each secret, where it comes from, and the place that it goes to. */
  readonly secrets: readonly {
    readonly credential: string;
    readonly source: unknown;
    readonly slot: string;
  }[];
  /** What else is declared, promises apart: leaves by their path. */
  readonly fields: readonly (readonly [path: string, value: unknown])[];
  /** Certificates, proxies and other ways in which the address is reached. */
  readonly address: readonly (readonly [path: string, value: unknown])[];
}

export interface ApprovalFilter {
  /** Checks and actions by id, or as they are listed: `checks/<id>`, `actions/<id>`; every one when empty. */
  readonly ids: readonly string[];
  /** Every environment when left out. */
  readonly environment?: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isRequest = (value: Fields): boolean =>
  typeof value.method === 'string' && typeof value.path === 'string';

function asRequest(at: string, value: Fields, baseUrl: string): DeclaredRequest {
  const query = isObject(value.query) ? Object.entries(value.query) : [];
  const search = query.map(([name, one]) => `${name}=${String(one)}`).join('&');
  const headers = isObject(value.headers) ? Object.entries(value.headers) : [];
  return {
    at,
    method: String(value.method),
    url: `${baseUrl.replace(/\/$/, '')}${String(value.path)}${search === '' ? '' : `?${search}`}`,
    headers: headers.map(([name, one]) => [name, String(one)]),
    body: value.body,
  };
}

/** Requests wherever a kind has them, so that a kind with several shows all. */
function requestsIn(value: unknown, at: string, baseUrl: string): DeclaredRequest[] {
  if (!isObject(value)) return [];
  if (isRequest(value)) return [asRequest(at, value, baseUrl)];
  return Object.entries(value).flatMap(([key, one]) => requestsIn(one, `${at}.${key}`, baseUrl));
}

function secretsOf(
  playbook: Playbook,
  { definition, environment }: Subject,
  form: Sending,
): ApprovalView['secrets'] {
  const found = find('integration', playbook.integrations, definition.integration);
  const { auth, environments } = found.integration;
  const sent = Object.keys(form.auth).flatMap((name) => {
    const method = auth[name];
    return credentialsOf(method as NonNullable<typeof method>)
      .filter(([, credential]) => Object.hasOwn(form.credentials, credential))
      .map(([field, credential]) => {
        const slot = slotOf(name, method as NonNullable<typeof method>, field);
        return { credential, source: form.credentials[credential], slot };
      });
  });
  const declared = environments[environment];
  const onTheWay = declared ? passageSecrets(declared, 'origin' in definition && !!definition.origin) : [];
  return [
    ...sent,
    ...onTheWay
      .filter(({ credential }) => Object.hasOwn(form.credentials, credential))
      .map(({ credential, slot }) => ({ credential, source: form.credentials[credential], slot })),
  ];
}

function viewOf(playbook: Playbook, pending: Pending): ApprovalView {
  const { form } = pending.sealed;
  const { kind: _, parameters, ...what } = form.what;
  const { integration: __, environment: ___, baseUrl, ...address } = form.where;
  const requests = Object.entries(what).flatMap(([at, one]) => requestsIn(one, at, String(baseUrl)));
  const shown = (path: string) =>
    requests.some(({ at }) => path.startsWith(`${at}.`)) || /(^|\.)expect(\.|$)/.test(path);
  return {
    ...pending,
    title: pending.subject.definition.title,
    requests,
    secrets: secretsOf(playbook, pending.subject, form),
    fields: leavesOf({ ...what, parameters }).filter(([path]) => !shown(path)),
    address: leavesOf(address),
  };
}

const namesOf = ({ room, definition }: Pick<Subject, 'room' | 'definition'>) => [
  definition.id,
  `${room}/${definition.id}`,
];

function subjectsOf(playbook: Playbook, { ids, environment }: ApprovalFilter): Subject[] {
  const everything = [
    ...[...playbook.checks.values()].map((definition) => ({ room: 'checks', definition }) as const),
    ...[...playbook.actions.values()].map((definition) => ({ room: 'actions', definition }) as const),
  ];
  const known = new Map(everything.flatMap(namesOf).map((name) => [name, true]));
  for (const id of ids) find('check', known, id);
  const environmentsOf = (integration: string) =>
    Object.keys(find('integration', playbook.integrations, integration).integration.environments).filter(
      (name) => environment === undefined || name === environment,
    );
  return everything
    .filter((one) => ids.length === 0 || namesOf(one).some((name) => ids.includes(name)))
    .flatMap((one) =>
      environmentsOf(one.definition.integration).map((name) => ({ ...one, environment: name })),
    );
}

/** What gets secrets, and whether it is approved. Throws `unknown_check` for an id that nothing has. */
export async function listApprovals(core: Core, filter: ApprovalFilter): Promise<readonly ApprovalView[]> {
  const playbook = await core.playbook();
  const all = await Promise.all(
    subjectsOf(playbook, filter).map((subject) => pendingOf(core, playbook, subject)),
  );
  return all.flatMap((one) => (one === undefined ? [] : [viewOf(playbook, one)]));
}

/** Approves exactly what was shown. Throws `secret_not_allowed` in a build of a pull request. */
export async function approve(core: Core, shown: readonly ApprovalView[], by: string): Promise<void> {
  await requireOwnMachine(core);
  const at = core.deps.ports.clock.now().toISOString();
  const approvals = shown.map(({ name, sealed }) => [name, { ...sealed, at, by }] as const);
  await core.deps.secrets.approve(Object.fromEntries(approvals));
}
