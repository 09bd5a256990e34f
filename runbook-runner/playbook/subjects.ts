// What each definition amounts to when it runs, and which other definitions it reaches; prose is left out.
import { filesNamed } from '../ports/json-reference.ts';
import { without } from './canonical.ts';
import type { Draft } from './draft.ts';
import type { Drill } from './schema/drill.ts';
import type { FailureMode } from './schema/failure-mode.ts';
import type { Parameter } from './schema/primitives.ts';

/** A definition as the seal sees it; `reaches` names others as `checks/<id>`, `contracts/<path>`, … */
export interface Subject {
  readonly form: unknown;
  readonly reaches: readonly string[];
}

type Look = (draft: Draft, id: string) => Subject | undefined;

const checks = (ids: readonly string[]) => ids.map((id) => `checks/${id}`);

function parametersOf(parameters: Readonly<Record<string, Parameter>>) {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, one]) => [name, without(one, 'describe')]),
  );
}

const check: Look = (draft, id) => {
  const value = draft.checks.get(id)?.value;
  if (!value) return undefined;
  const { base, probe, kind } = value;
  return {
    form: {
      ...without(base, 'title', 'description', 'tags'),
      parameters: parametersOf(base.parameters),
      probe,
    },
    reaches: [`integrations/${base.integration}`, ...kind.references(probe).contracts],
  };
};

const action: Look = (draft, id) => {
  const value = draft.actions.get(id)?.value;
  if (!value) return undefined;
  const { base, kind, do: change, undo } = value;
  const operations = undo === undefined ? [change] : [change, undo];
  const contracts = operations.flatMap((operation) => kind.references(operation).contracts);
  return {
    form: {
      ...without(base, 'title', 'description'),
      parameters: parametersOf(base.parameters),
      do: change,
      undo,
    },
    reaches: [
      `integrations/${base.integration}`,
      ...checks([...base.preconditions.map((one) => one.check), ...base.verify]),
      ...contracts,
    ],
  };
};

const integration: Look = (draft, id) => {
  const value = draft.byKind.integration.get(id)?.front.integration;
  return (
    value && {
      form: { environments: value.environments, auth: value.auth, limits: value.limits },
      reaches: [],
    }
  );
};

const policy: Look = (draft, id) => {
  const value = draft.policies.get(id)?.value;
  return value && { form: without(value, 'title'), reaches: [] };
};

const fault: Look = (draft, id) => {
  const value = draft.faults.get(id)?.value;
  return (
    value && { form: { ...without(value.base, 'title', 'expect'), options: value.options }, reaches: [] }
  );
};

function drillSubject(drill: Drill): Subject {
  if (drill.kind === 'tabletop') {
    // Who records one answers its criteria by their order.
    return { form: { scenario: drill.scenario, success: drill.success }, reaches: [] };
  }
  const conserve = drill.conserve ? [drill.conserve.check] : [];
  const probes = [...drill.baseline, drill.detect.check, drill.recover.check, ...conserve];
  // A walk does not say which of them is an action; of a name that nothing has, nothing is reached.
  const walked = drill.walk.flatMap(({ sees }) =>
    Object.keys(sees).flatMap((id) => [`checks/${id}`, `actions/${id}`]),
  );
  return {
    form: without(drill, 'objectives', 'hints', 'debrief', 'followUpWithin'),
    reaches: [
      `faults/${drill.fault}`,
      `failure-modes/${drill.expect.failureMode}`,
      ...checks(probes),
      ...walked,
    ],
  };
}

const drill: Look = (draft, id) => {
  const value = draft.byKind.drill.get(id)?.front.drill;
  return value && drillSubject(value);
};

function signatureOf(mode: FailureMode) {
  return mode.signature.map((matcher) => without(matcher, 'reason'));
}

const failureMode: Look = (draft, id) => {
  const value = draft.byKind.failureMode.get(id)?.front.failureMode;
  return value && { form: { signature: signatureOf(value), recognisedBy: value.recognisedBy }, reaches: [] };
};

const contract: Look = (draft, path) => {
  const name = `contracts/${path}`;
  if (!draft.contracts.has(name)) return undefined;
  const form = draft.contracts.get(name)?.value;
  return { form, reaches: filesNamed(form, name) };
};

const LOOK: Readonly<Record<string, Look>> = {
  checks: check,
  actions: action,
  integrations: integration,
  policies: policy,
  faults: fault,
  drills: drill,
  'failure-modes': failureMode,
  contracts: contract,
};

/** The subject of a name such as `checks/lumenpay-latency`; undefined when there is none. */
export function subjectOf(draft: Draft, name: string): Subject | undefined {
  const slash = name.indexOf('/');
  return LOOK[name.slice(0, slash)]?.(draft, name.slice(slash + 1));
}
