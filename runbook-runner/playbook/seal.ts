// Seals: the digest of what a page can execute, and of every definition behind it.
import { digest, without } from './canonical.ts';
import type { Draft, PageDraft } from './draft.ts';
import type { Placement } from './playbook.ts';
import type { Condition, Decision } from './schema/pages.ts';
import { type Subject, subjectOf } from './subjects.ts';

export interface Sealed {
  /** Undefined when nothing can be executed. */
  readonly seal: string | undefined;
  /** Digest of each definition that is reached, by `checks/<id>`, `contracts/<path>`, … */
  readonly reaches: Readonly<Record<string, string>>;
}

export interface Sealer {
  page(page: PageDraft): Sealed;
  /** Seal of one definition run outside a page: `checks/<id>` or `actions/<id>`. */
  definition(name: string): string;
}

const ROOM_OF = { Check: 'checks', Action: 'actions' } as const;

const place = ({ element, id }: Placement) => ({ element, id });

const placementsOf = (page: PageDraft) => [
  ...page.outline.steps.flatMap((step) => step.placements),
  ...page.outline.loose,
];

function decisionForm(decision: Decision) {
  return {
    rules: decision.rules.map((rule) => without(rule, 'because')),
    otherwise: without(decision.otherwise, 'because'),
  };
}

/** A page's own structure: order and ids, no words. */
function structureOf(page: PageDraft) {
  const decisions = Object.entries(page.front.scenario?.decisions ?? {});
  return {
    page: page.id,
    steps: page.outline.steps.map((step) => ({ id: step.id, placements: step.placements.map(place) })),
    loose: page.outline.loose.map(place),
    decisions: Object.fromEntries(decisions.map(([id, decision]) => [id, decisionForm(decision)])),
  };
}

function conditionsOf(page: PageDraft): readonly Condition[] {
  return Object.values(page.front.scenario?.decisions ?? {}).flatMap((one) =>
    one.rules.flatMap((rule) => rule.when),
  );
}

/** What a page names by itself; empty when it can execute nothing. */
function seedsOf(page: PageDraft): string[] {
  const { scenario, drill, integration } = page.front;
  const placed = placementsOf(page).flatMap(({ element, id }) =>
    element === 'Decision' ? [] : [`${ROOM_OF[element]}/${id}`],
  );
  return [
    ...placed,
    ...conditionsOf(page).map((condition) => `checks/${condition.check}`),
    ...(scenario
      ? [`integrations/${scenario.integration}`, `policies/${scenario.policy}`, `drills/${scenario.drill}`]
      : []),
    ...(scenario?.afterwards ?? []).flatMap((one) =>
      one.check === undefined ? [] : [`checks/${one.check}`],
    ),
    ...(drill ? [`drills/${page.shortId}`] : []),
    ...(integration
      ? [`integrations/${page.shortId}`, ...integration.preflight.map((id) => `checks/${id}`)]
      : []),
  ];
}

/** Seals pages and definitions of one draft; each definition is hashed once. */
export function createSealer(draft: Draft): Sealer {
  const known = new Map<string, { subject: Subject; digest: string } | undefined>();
  const look = (name: string) => {
    if (!known.has(name)) {
      const subject = subjectOf(draft, name);
      known.set(name, subject && { subject, digest: digest(subject.form) });
    }
    return known.get(name);
  };
  const reach = (seeds: readonly string[]): Record<string, string> => {
    const reached = new Map<string, string>();
    const waiting = [...seeds];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const found = reached.has(name) ? undefined : look(name);
      if (!found) continue;
      reached.set(name, found.digest);
      waiting.push(...found.subject.reaches);
    }
    return Object.fromEntries([...reached].sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return {
    page(page) {
      const reaches = reach(seedsOf(page));
      const idle = Object.keys(reaches).length === 0;
      return { seal: idle ? undefined : digest({ page: structureOf(page), reaches }), reaches };
    },
    definition: (name) => digest({ reaches: reach([name]) }),
  };
}
