// What the forms of a drill may hold, said once for the core, the edge and the pages: letters, how many, whose.

/** Of one answer. */
export const LONGEST_ANSWER = 2_000;
/** Of who took part in an exercise. */
export const LONGEST_PEOPLE = 500;
/** Of answers, and of criteria. */
export const MOST_ANSWERS = 50;

/** Of one follow-up, and how many a debrief opens. */
export const LONGEST_TASK = 200;
export const MOST_TASKS = 20;

interface Owning {
  readonly name: string;
  readonly rota?: { readonly order: readonly string[] } | undefined;
}

/** Who may own a follow-up, by id and in words, each once: every team, then who takes turns in its rota. */
export const ownersOf = (teams: Iterable<readonly [id: string, team: Owning]>): ReadonlyMap<string, string> =>
  new Map(
    [...teams].flatMap(([id, { name, rota }]) => [
      [id, name] as const,
      ...(rota?.order ?? []).map((one) => [one, one.replaceAll('-', ' ')] as const),
    ]),
  );
