// Says in words what front matter declares: conditions of decisions, signatures of failure modes, equivalent commands.
import { conditionWords } from '../../runbook-runner/playbook/condition-words.ts';
import type { Playbook } from '../../runbook-runner/playbook/playbook.ts';
import type { Matcher, Sign } from '../../runbook-runner/playbook/schema/failure-mode.ts';
import type { Condition } from '../../runbook-runner/playbook/schema/pages.ts';

/** A condition of a decision, with the check's own title. */
export const conditionOf = (condition: Condition, { checks }: Pick<Playbook, 'checks'>): string =>
  conditionWords(condition, checks.get(condition.check)?.title ?? condition.check);

const either = (values: readonly (string | number)[]): string =>
  values.map((one) => `\`${one}\``).join(' or ');

/** What one sign of a signature says, in parts. */
function signParts({ assertion, code, where, problem, phase, status, problemType, header }: Sign): string[] {
  const parts = [
    assertion && `the ${assertion} part of a check fails`,
    code && `with the code ${either(code)}`,
    where && `at ${either(where)}`,
    problem && `the connection fails with ${either(problem)}`,
    phase && `in the phase ${either(phase)}`,
    status && `the status is ${either(status)}`,
    problemType && `the body names the problem ${either(problemType)}`,
    ...Object.entries(header ?? {}).map(
      ([name, there]) => `the header \`${name}\` is ${there ? 'there' : 'absent'}`,
    ),
  ];
  return parts.filter((part) => typeof part === 'string');
}

/** A signature as a reader checks it by eye. */
export function matcherWords(matcher: Matcher): string {
  const besides = (matcher.allOf ?? []).flatMap(signParts).map((part) => `and ${part}`);
  const excluded = (matcher.noneOf ?? []).map((sign) => `but not when ${signParts(sign).join(', ')}`);
  const sentence = [...signParts(matcher), ...besides, ...excluded].join(', ');
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

export const VERDICTS = { proceed: 'Proceed', escalate: 'Escalate', 'roll-back': 'Roll back' } as const;

const PROGRAM = 'npm run -s playbook --';

/** How the same thing is done in a terminal: what a page offers, the command line offers too. */
export const command = {
  check: (id: string) => `${PROGRAM} check ${id} --env sandbox`,
  action: (id: string) => `${PROGRAM} action ${id} --env sandbox`,
  undo: `${PROGRAM} undo <run>`,
  actions: `${PROGRAM} runs --kind action`,
  scenario: (id: string) => `${PROGRAM} run ${id} --env sandbox`,
  preflight: (id: string) => `${PROGRAM} preflight ${id} --env sandbox`,
  drill: (id: string) => `${PROGRAM} drill ${id}`,
  recordDrill: (id: string) => `${PROGRAM} drill record ${id}`,
  fault: (id: string) => `${PROGRAM} sandbox fault ${id}`,
  clear: (id: string) => `${PROGRAM} sandbox clear ${id}`,
} as const;

/** The date of a moment, in UTC: `2026-11-27`. */
export const day = (iso: string): string => iso.slice(0, 10);
