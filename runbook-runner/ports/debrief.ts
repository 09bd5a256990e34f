// What the forms of a drill may hold, said once for the core, the edge and the pages: letters, and how many.

/** Of one answer. */
export const LONGEST_ANSWER = 2_000;
/** Of who took part in an exercise. */
export const LONGEST_PEOPLE = 500;
/** Of answers, and of criteria. */
export const MOST_ANSWERS = 50;

/** Of one follow-up, and how many a debrief opens. */
export const LONGEST_TASK = 200;
export const MOST_TASKS = 20;
