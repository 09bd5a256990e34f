// Whether this is the build of a change that nobody has merged: it runs what a stranger wrote, so it gets no secret.
type Variables = Readonly<Record<string, string | undefined>>;

/** Why no secret is given in this environment; undefined on a person's machine and in builds of merged work. */
export async function refusalIn(variables: Variables): Promise<string | undefined> {
  if (!variables.CI || variables.CI === 'false') return undefined;
  const { default: ci } = await import('ci-info');
  // It counts `pull_request` alone; the events beside it carry a stranger's branch too.
  if (ci.isPR === true || variables.GITHUB_EVENT_NAME?.startsWith('pull_request')) {
    return 'This is the build of a pull request, which may come from anybody';
  }
  return ci.isPR === null ? 'CI is set, and whether this builds a pull request cannot be told' : undefined;
}
