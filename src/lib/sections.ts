// The table of contents of a page whose sections come from front matter or from steps.
import type { Page } from '../../runbook-runner/playbook/playbook.ts';

export interface Section {
  depth: number;
  slug: string;
  text: string;
  children: Section[];
}

const section = (slug: string, text: string): Section => ({ depth: 2, slug, text, children: [] });

/** `written` is what the headings of the text gave, the title first. */
export function sectionsOf(page: Page, written: Section[]): Section[] {
  const [top, ...headings] = written;
  const before = top ? [top] : [];
  if (page.steps.length > 0) {
    return [
      ...before,
      ...page.steps.map((step, index) => section(step.id, `${index + 1}. ${step.title}`)),
      ...headings,
      ...(page.scenario ? [section('rollback', 'Roll back'), section('afterwards', 'Afterwards')] : []),
    ];
  }
  if (page.integration) {
    return [
      ...written,
      ...(page.integration.preflight.length > 0 ? [section('preflight', 'Preflight')] : []),
      section('environments', 'Environments'),
      ...(Object.keys(page.integration.auth).length > 0 ? [section('auth', 'Authentication')] : []),
      section('endpoints', 'Endpoints'),
      section('formats', 'Data formats'),
      section('promises', 'Targets, versions and limits'),
      section('where-to-look', 'Logs and dashboards'),
    ];
  }
  if (page.drill) {
    const end =
      page.drill.kind === 'live-fire'
        ? [section('take-it', 'Take it yourself')]
        : [section('injects', 'Injects'), section('success', 'It counts as passed when')];
    return [...written, ...end, section('debrief', 'Debrief')];
  }
  return page.failureMode ? [...written, section('signature', 'How results show it')] : written;
}
