// Ends a run with one plain line of counts, and names every skipped test: its name says why.
import type { Reporter, TestModule } from 'vitest/node';

export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((one) => one.result().state === state).length;
    for (const one of tests) {
      if (one.result().state === 'skipped') console.log(`skipped: ${one.module.moduleId}: ${one.fullName}`);
    }
    const broken = modules.filter((module) => module.errors().length > 0).length;
    console.log(
      `\n${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`,
    );
  }
}
