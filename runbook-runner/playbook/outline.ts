// A page's outline: its steps and what stands in them, as the reader meets it.
import { type Location, suggest } from '../errors/index.ts';
import { COMPONENTS } from './components.ts';
import type { Report } from './diagnostics.ts';
import type { Mention, Outline } from './draft.ts';
import type { Placement, Step } from './playbook.ts';
import type { Element } from './read/mdx.ts';

const PLACED = ['Check', 'Action', 'Decision'] as const;
/** Elements that name something, and where their mentions are gathered. */
const MENTIONED = { Term: 'terms', FailureMode: 'failureModes', Fault: 'faults' } as const;
type Mentioned = keyof typeof MENTIONED;
const isMentioned = (name: string): name is Mentioned => Object.hasOwn(MENTIONED, name);

const EMPTY: Outline = { steps: [], loose: [], terms: [], failureModes: [], faults: [] };

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

/** A name that begins with a small letter is HTML; any other, and any with a dot, is a component's. */
function reportUnknown({ name, location }: Element, report: Report): void {
  if (name === '' || /^[a-z][^.]*$/.test(name) || COMPONENTS.some((known) => known === name)) return;
  const sameLetters = COMPONENTS.find((known) => known.toLowerCase() === name.toLowerCase());
  const hint = sameLetters ? `Did you mean "${sameLetters}"?` : suggest(name, COMPONENTS);
  report.add('unknown-element', location, `No component is called "${name}".`, hint);
}

/** What nobody reads must not look as if it did something. */
function reportExtra(element: Element, known: readonly string[], report: Report): void {
  for (const [name, { location }] of element.attributes) {
    if (known.includes(name)) continue;
    report.add(
      'unknown-attribute',
      location,
      `<${element.name}> has no attribute "${name}".`,
      suggest(name, known),
    );
  }
}

interface Gathered {
  readonly steps: Step[];
  readonly loose: Placement[];
  readonly terms: Mention[];
  readonly failureModes: Mention[];
  readonly faults: Mention[];
}

function readStep(element: Element, gathered: Gathered, report: Report): void {
  const id = attribute(element, 'id', report);
  const title = attribute(element, 'title', report);
  reportExtra(element, ['id', 'title'], report);
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
  reportUnknown(element, report);
  const placed = PLACED.find((one) => one === name);
  const mentioned = isMentioned(name) ? MENTIONED[name] : undefined;
  const id = placed || mentioned ? attribute(element, 'id', report) : undefined;
  if (placed || mentioned) reportExtra(element, ['id'], report);
  if (placed && id) (step ?? gathered.loose).push({ element: placed, id: id.value, location: id.location });
  if (mentioned && id) gathered[mentioned].push({ id: id.value, location: id.location });
  for (const child of element.children) readElement(child, gathered, step, report);
}

export function outlineOf(elements: readonly Element[] | undefined, report: Report): Outline {
  if (elements === undefined) return EMPTY;
  const gathered: Gathered = { steps: [], loose: [], terms: [], failureModes: [], faults: [] };
  for (const element of elements) readElement(element, gathered, undefined, report);
  return gathered;
}
