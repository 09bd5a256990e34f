// A page's outline: its steps and what stands in them, as the reader meets it.
import { type Location, nearest } from '../errors/index.ts';
import type { Report } from './diagnostics.ts';
import type { Mention, Outline } from './draft.ts';
import type { Placement, Step } from './playbook.ts';
import type { Element } from './read/mdx.ts';

const PLACED = ['Check', 'Action', 'Decision'] as const;
const MENTIONED = ['Term', 'FailureMode'] as const;
const OURS = [...PLACED, ...MENTIONED, 'Step', 'RunnerStatus', 'Seal'];
/** Starlight's own components, some of which are one letter away from ours. */
const STARLIGHT =
  'Aside Badge Card CardGrid Code FileTree Icon LinkButton LinkCard Steps TabItem Tabs Image Picture'.split(
    ' ',
  );

const EMPTY: Outline = { steps: [], loose: [], terms: [], failureModes: [] };

/** The text of an attribute and where it stands; undefined when it was reported. */
function attribute(
  element: Element,
  name: string,
  report: Report,
): { value: string; location: Location } | undefined {
  const found = element.attributes.get(name);
  if (found?.value !== undefined && found.value !== '')
    return { value: found.value, location: found.location };
  if (found === undefined || found.value === '') {
    report.add(
      'missing-attribute',
      element.location,
      `<${element.name}> needs the attribute "${name}".`,
      `Write <${element.name} ${name}="…">.`,
    );
  } else {
    report.add(
      'computed-attribute',
      found.location,
      `The "${name}" of <${element.name}> must be plain text.`,
      `Write ${name}="…" without braces.`,
    );
  }
  return undefined;
}

function reportMisspelt(element: Element, report: Report): void {
  if (!/^[A-Z]/.test(element.name) || OURS.includes(element.name) || STARLIGHT.includes(element.name)) return;
  const meant =
    OURS.find((name) => name.toLowerCase() === element.name.toLowerCase()) ?? nearest(element.name, OURS);
  // A longer foreign name may be a component of the site: only what is almost ours is taken for a slip.
  if (meant === undefined || Math.abs(meant.length - element.name.length) > 1) return;
  report.add(
    'unknown-element',
    element.location,
    `No component is called "${element.name}".`,
    `Did you mean "${meant}"?`,
  );
}

interface Gathered {
  readonly steps: Step[];
  readonly loose: Placement[];
  readonly terms: Mention[];
  readonly failureModes: Mention[];
}

function readStep(element: Element, gathered: Gathered, report: Report): void {
  const id = attribute(element, 'id', report);
  const title = attribute(element, 'title', report);
  const placements: Placement[] = [];
  for (const child of element.children) readElement(child, gathered, placements, report);
  if (!id || !title) return;
  if (gathered.steps.some((step) => step.id === id.value)) {
    report.add(
      'duplicate-step',
      id.location,
      `The page already has a step "${id.value}".`,
      'Rename one of the two.',
    );
  }
  gathered.steps.push({ id: id.value, title: title.value, placements, location: element.location });
}

/** `step` holds the placements of the step around the element, if there is one. */
function readElement(
  element: Element,
  gathered: Gathered,
  step: Placement[] | undefined,
  report: Report,
): void {
  const { name, location } = element;
  if (name === 'Step') {
    if (step)
      report.add(
        'nested-step',
        location,
        'A step cannot stand inside another step.',
        'Close the outer step first.',
      );
    readStep(element, gathered, report);
    return;
  }
  reportMisspelt(element, report);
  const placed = PLACED.find((one) => one === name);
  const mentioned = MENTIONED.find((one) => one === name);
  const id = placed || mentioned ? attribute(element, 'id', report) : undefined;
  if (placed && id) (step ?? gathered.loose).push({ element: placed, id: id.value, location: id.location });
  if (mentioned && id) {
    const mention = { id: id.value, location: id.location };
    (mentioned === 'Term' ? gathered.terms : gathered.failureModes).push(mention);
  }
  for (const child of element.children) readElement(child, gathered, step, report);
}

export function outlineOf(elements: readonly Element[] | undefined, report: Report): Outline {
  if (elements === undefined) return EMPTY;
  const gathered: Gathered = { steps: [], loose: [], terms: [], failureModes: [] };
  for (const element of elements) readElement(element, gathered, undefined, report);
  return gathered;
}
