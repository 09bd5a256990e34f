// What a command of the terminal is handed, with a person whose answers are scripted.
import type { Context } from '../../runbook-runner/cli/context.ts';
import type { Runner } from '../../runbook-runner/core/runner.ts';

/** A person who answers so; nobody, when there are no answers. What is written and asked goes to `lines`. */
export function scriptedContext(runner: Runner, lines: string[], answers?: readonly string[]): Context {
  const left = [...(answers ?? [])];
  return {
    ...{ root: '/', environment: {}, signal: new AbortController().signal },
    terminal: {
      ...{ interactive: answers !== undefined, live: false, colorNotes: false },
      paint: (_, text) => text,
      out: (line) => void lines.push(line),
      note: (line) => void lines.push(line),
      progress: () => undefined,
      ask: async (question) => {
        lines.push(question);
        return left.shift();
      },
    },
    runner: async () => runner,
    action:
      (work) =>
      async (...given) =>
        void (await work(...given)),
  };
}
