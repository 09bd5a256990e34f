// Annotations of GitHub Actions: each check that is not green, on the line of its file that promised otherwise.
import { renderAnnotation } from '../../errors/render.ts';
import type { CheckResult } from '../../ports/result.ts';
import { clean } from '../shown.ts';
import { differences, firstDifference } from './differences.ts';
import type { Reporter, Setting } from './reporter.ts';

/** GitHub shows ten annotations a step; what is not kept here is in the log and in the job summary. */
const MOST = 50;

export function githubReporter({ write, place }: Setting): Reporter {
  const broken: CheckResult[] = [];
  return {
    told(result) {
      const red = result.status === 'fail' || result.status === 'error';
      if (red && broken.length < MOST) broken.push(result);
    },
    async finish() {
      for (const result of broken) write(await annotation(result, place));
    },
  };
}

async function annotation(result: CheckResult, place: Setting['place']): Promise<string> {
  const first = result.assertions.find(({ outcome }) => outcome !== 'pass');
  const location = await place(result.check, first ? ['expect', first.assertion] : []);
  const lines = differences(result).map(({ name, text }) => `${name}: ${text}`);
  const modes = result.failureModes.map(({ title, page }) => `Looks like ${title} (${page})`);
  return renderAnnotation({
    code: `${result.status}: ${result.check}: ${firstDifference(result).name}`,
    message: [result.title, ...lines, ...modes].map(clean).join('\n'),
    hint: result.problem?.hint,
    location,
    source: '',
  });
}
