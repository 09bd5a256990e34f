// What search knows of checks and actions beside the pages' own text.
import type { CustomRecord } from 'pagefind';
import type { Page, Playbook } from '../../runbook-runner/playbook/playbook.ts';
import type { Site } from '../lib/transfer.ts';

/** The page to open for a definition: the first scenario that places it, else the first page, else its integration. */
function pageFor(
  element: 'Check' | 'Action',
  id: string,
  integration: string,
  playbook: Playbook,
): Page | undefined {
  const placing = [...playbook.pages.values()].filter((page) =>
    [...page.loose, ...page.steps.flatMap((step) => step.placements)].some(
      (one) => one.element === element && one.id === id,
    ),
  );
  return placing.find((page) => page.scenario) ?? placing[0] ?? playbook.integrations.get(integration);
}

export function searchRecords({ playbook, descriptions }: Site): CustomRecord[] {
  const name = (id: string) => playbook.integrations.get(id)?.integration.name ?? id;
  const records = [
    ...[...playbook.checks.values()].map((check) => ({
      ...{
        definition: check,
        element: 'Check' as const,
        more: descriptions.get(check.id)?.promises.join('. ') ?? '',
      },
    })),
    ...[...playbook.actions.values()].map((action) => ({
      ...{ definition: action, element: 'Action' as const, more: '' },
    })),
  ];
  return records.flatMap(({ definition, element, more }) => {
    const page = pageFor(element, definition.id, definition.integration, playbook);
    if (!page) return [];
    const content = [definition.id, definition.title, definition.description, more]
      .filter(Boolean)
      .join('. ');
    return {
      url: `${page.address}#${element.toLowerCase()}-${definition.id}`,
      content,
      language: 'en',
      // The id stands in the title too: who searches for one wants its definition before the pages that only name it.
      meta: { title: `${definition.title} (${definition.id})`, kind: element },
      filters: { kind: [element], integration: [name(definition.integration)] },
    };
  });
}
