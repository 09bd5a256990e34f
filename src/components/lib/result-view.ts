// A check's result for people: verdict, failure modes, each promise, timing, evidence, proof.
import { type CheckResult, runner } from '../../../runbook-runner/client.ts';
import { foundLines } from '../../../runbook-runner/ports/found.ts';
import { seenWords } from '../../../runbook-runner/signature/seen-words.ts';
import { button, type Child, clock, day, duration, h, note, who } from './dom.ts';
import { networkEvidence } from './network-evidence.ts';

type Assertion = CheckResult['assertions'][number];
const VERDICT = { pass: 'Pass', fail: 'Fail', error: 'Could not tell', skipped: 'Skipped' } as const;

export function summary(result: CheckResult): string {
  const kept = result.assertions.filter((one) => one.outcome === 'pass').length;
  return `${VERDICT[result.status]}, ${kept} of ${result.assertions.length} promises kept`;
}

const text = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : JSON.stringify(value));

export function assertionItem(one: Assertion): HTMLElement {
  // The expression of a metric is long, and stands with what the check promises.
  const where = one.assertion === 'metric' ? undefined : one.where;
  const compare =
    one.outcome !== 'pass' &&
    h(
      'dl',
      { class: 'pb-compare' },
      ...(where ? [h('dt', {}, 'Where'), h('dd', {}, h('code', {}, where))] : []),
      ...[h('dt', {}, 'Expected'), h('dd', {}, h('code', {}, text(one.expected)))],
      ...(one.outcome === 'error' && one.actual === null
        ? []
        : [h('dt', {}, 'Seen'), h('dd', {}, h('code', {}, text(one.actual)))]),
      ...(one.code ? [h('dt', {}, 'Code'), h('dd', {}, h('code', {}, one.code))] : []),
    );
  return h(
    'li',
    { 'data-tone': one.outcome },
    h(
      'div',
      {},
      h('p', {}, one.step ? `${one.step}: ${one.title}` : one.title),
      one.outcome !== 'pass' && one.detail && h('p', {}, one.detail),
      compare,
    ),
  );
}

/** One bar a sample, the slowest being full height. */
export function sampleBars(samples: readonly number[]): HTMLElement {
  const most = Math.max(...samples, 1);
  const bars = samples.map((ms) => {
    const bar = h('i', { title: duration(ms) });
    bar.style.height = `${Math.round((ms / most) * 100)}%`;
    return bar;
  });
  return h('div', { class: 'pb-samples', 'aria-hidden': 'true' }, ...bars);
}

const modes = (result: CheckResult): Child[] =>
  result.failureModes.map((mode, index) =>
    h(
      'a',
      { class: 'pb-mode', href: mode.page },
      h('span', { class: 'pb-mode-name' }, `${index ? 'Or' : 'Looks like'}: ${mode.title}\u00a0→`),
      h('span', {}, mode.reason),
      mode.seen && h('span', {}, seenWords(mode.seen, day)),
    ),
  );

function next({ nextCheck }: CheckResult): Child {
  return (
    nextCheck &&
    h(
      nextCheck.page ? 'a' : 'p',
      { class: 'pb-mode', ...(nextCheck.page ? { href: nextCheck.page } : {}) },
      h('span', { class: 'pb-mode-name' }, `Which one? ${nextCheck.title}`),
      h('span', {}, nextCheck.reason),
    )
  );
}

/** Under which name this failure is recorded, and how often it was. */
function known({ fingerprint, seen, failureModes }: CheckResult): Child[] {
  if (!fingerprint) return [];
  const often = seen && seenWords(seen, day);
  return [
    // A failure mode says of itself how often it was seen; where none fits, this failure does.
    failureModes.length === 0 && often && h('p', {}, often),
    h('details', { class: 'pb-proof' }, h('summary', {}, 'Fingerprint'), `${fingerprint}. `, often),
  ];
}

function timing({ phases, latency }: CheckResult): Child[] {
  const named = phases && [
    ...(phases.reused ? [['connection', 'reused'] as const] : []),
    ...(['proxy', 'dns', 'tcp', 'tls', 'firstByte', 'body', 'total'] as const).flatMap((name) => {
      const ms = phases[`${name}Ms`];
      return ms === undefined ? [] : [[name === 'firstByte' ? 'first byte' : name, duration(ms)] as const];
    }),
  ];
  return [
    latency && sampleBars(latency.samples),
    latency &&
      h(
        'p',
        { class: 'pb-phases' },
        ...(['p50', 'p95', 'p99'] as const).map((name) =>
          h('span', {}, `${name} ${duration(latency[`${name}Ms`])}`),
        ),
        h('span', {}, `failed ${Math.round(latency.errorRate * 1000) / 10} %`),
      ),
    named &&
      h('p', { class: 'pb-phases' }, ...named.map(([name, value]) => h('span', {}, `${name} ${value}`))),
  ];
}

const headers = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `${name}: ${value}`).join('\n');

async function download(run: string): Promise<void> {
  const address = URL.createObjectURL(await runner.body(run));
  h('a', { href: address, download: `${run}.body` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function evidence(result: CheckResult): Child {
  const { run, exchange } = result;
  const shown = networkEvidence(result);
  if (!exchange && shown.length === 0) return undefined;
  const response = exchange?.response;
  return h(
    'details',
    { class: 'pb-evidence' },
    h('summary', {}, 'Evidence'),
    exchange &&
      h(
        'pre',
        { tabindex: 0 },
        `${exchange.request.method} ${exchange.request.url}\n${headers(exchange.request.headers)}`,
      ),
    response &&
      h('pre', { tabindex: 0 }, `${response.status}\n${headers(response.headers)}\n\n${response.body}`),
    response &&
      h(
        'p',
        {},
        button('Download the raw body', () => void download(run), 'quiet'),
      ),
    ...shown.map((text) => h('pre', { tabindex: 0 }, text)),
  );
}

/** What a record proves: who, when, which version. */
export const proof = (
  result: Pick<CheckResult, 'run' | 'actor' | 'provenance'>,
  trace?: string,
): HTMLElement =>
  h(
    'p',
    { class: 'pb-proof' },
    `Run ${result.run} by ${who(result.actor)}, commit ${result.provenance.commit.slice(0, 8)}`,
    `${result.provenance.dirty ? ' with local changes' : ''}, seal ${result.provenance.seal.slice(7, 15)}`,
    trace && `, trace ${trace}`,
  );

/** Stands where the proof will be: a verdict is shown before its record is safe. */
export const recording = (): HTMLElement => h('p', { class: 'pb-proof' }, 'Being recorded …');

export const verdictLine = (result: CheckResult): HTMLElement =>
  h(
    'p',
    { class: 'pb-verdict', 'data-tone': result.status },
    h('strong', {}, VERDICT[result.status]),
    h('span', {}, duration(result.durationMs)),
    h('span', {}, result.environment),
    h('span', {}, clock(result.startedAt)),
  );

const brokenOff = (problem: CheckResult['problem']): Child =>
  problem &&
  note(problem.outcome, h('p', {}, h('b', {}, problem.message)), problem.hint && h('p', {}, problem.hint));

/** Why a check is not green, and no more; nothing for a green one. */
export function reasonsOf({ problem, assertions }: CheckResult): Child[] {
  const broken = assertions.filter(({ outcome }) => outcome !== 'pass').map(assertionItem);
  return [brokenOff(problem), broken.length > 0 && h('ul', { class: 'pb-assertions' }, ...broken)];
}

/** What was seen; the promises that were broken come first. What proves it follows when it is recorded. */
export function resultView(result: CheckResult): Child[] {
  const found = foundLines({ ...result, metric: result.metric && { ...result.metric, name: 'the value' } });
  const ranked = [...result.assertions].sort(
    (a, b) => Number(a.outcome === 'pass') - Number(b.outcome === 'pass'),
  );
  return [
    verdictLine(result),
    brokenOff(result.problem),
    ...modes(result),
    next(result),
    found.length > 0 && h('pre', { class: 'pb-found', tabindex: 0 }, found.join('\n')),
    ranked.length > 0 && h('ul', { class: 'pb-assertions' }, ...ranked.map(assertionItem)),
    ...timing(result),
    evidence(result),
    ...known(result),
  ];
}
