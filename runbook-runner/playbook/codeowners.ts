// CODEOWNERS from the owners that the playbook declares, so that a review reaches the team that keeps the page.
import type { Page, Playbook } from './playbook.ts';

function ownerOf(page: Page): string | undefined {
  return page.integration?.owner ?? page.review?.owner;
}

/** How many names of folders and files a glob fixes. */
const depth = (glob: string): number =>
  glob.split('/').filter((part) => part !== '' && !part.includes('*')).length;

/**
 * The text of `.github/CODEOWNERS`. The last match wins: so the globs of all teams come first, a wide one before a narrow
 * one whichever team it belongs to, and then each page that names its owner.
 * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function codeowners(playbook: Playbook): string {
  const handles = new Map([...playbook.teams.values()].map((team) => [team.id, team.handle]));
  const globs = [...playbook.teams.values()].flatMap((team) =>
    team.owns.map((glob) => [glob, team.handle] as const),
  );
  const pages = [...playbook.pages.values()].flatMap((page) => {
    const handle = handles.get(ownerOf(page) ?? '');
    return handle ? [[`/${page.file}`, handle] as const] : [];
  });
  globs.sort(([a], [b]) => depth(a) - depth(b) || a.localeCompare(b));
  const lines = [...globs, ...pages.sort(([a], [b]) => a.localeCompare(b))].map(
    ([path, handle]) => `${path} ${handle}`,
  );
  return `${['# Generated from src/content by "npm run generate"; edit teams and page owners there.', ...lines].join('\n')}\n`;
}
