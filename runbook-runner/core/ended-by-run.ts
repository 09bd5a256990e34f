// What a check comes to that the end of a run of many cut short: it had less time than its own, so nobody can tell.
import type { KindOutcome } from '../ports/result.ts';

/** What was broken is left out: with all of its time the check might have seen it kept. */
export function endedByRun(outcome: KindOutcome, runText: string, ownText: string): KindOutcome {
  const { problem } = outcome;
  const seen = problem ? ` ${problem.message}` : '';
  return {
    ...outcome,
    assertions: outcome.assertions.filter((one) => one.outcome === 'pass' || one.assertion === 'cleanup'),
    problem: {
      ...{ class: 'timeout', outcome: 'error', ...(problem?.phase ? { phase: problem.phase } : {}) },
      message: `The deadline of the run, ${runText}, ended the check; its own is ${ownText}.${seen}`,
      hint: 'Give the run more time, or select fewer checks.',
    },
  };
}
