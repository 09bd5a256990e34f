// An upstream that floods, stalls or sets traps costs a bounded amount of memory and time.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './support/world.ts';

const MIB = 2 ** 20;

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.check('ping');
});
afterAll(() => world.close());

/** The most memory that the program held beyond what it holds at rest, while `work` ran. */
async function growth(work: () => Promise<unknown>): Promise<number> {
  const rest = world.memory();
  let most = rest;
  const timer = setInterval(() => {
    most = Math.max(most, world.memory());
  }, 5);
  await work();
  clearInterval(timer);
  return Math.max(most, world.memory()) - rest;
}

test.each(['huge', 'bomb'])('a body of 1 GB (%s) is cut at 1 MiB, with memory + < 50 MB', async (check) => {
  const grown = await growth(async () => {
    const { result } = await world.check(check);
    expect(result).toMatchObject({ status: 'fail', problem: { class: 'body-too-large', phase: 'body' } });
    expect(JSON.stringify(result).length).toBeLessThan(MIB);
  });
  expect(grown).toBeLessThan(50 * MIB);
});

test('an endless drip ends at the deadline ± 250 ms, with the phase named', async () => {
  const { result } = await world.check('drip');
  expect(result).toMatchObject({ status: 'fail', problem: { class: 'timeout', phase: 'body' } });
  expect(result?.durationMs).toBeGreaterThan(750);
  expect(result?.durationMs).toBeLessThan(1_250);
});

// A neighbor on the machine may spoil a round; an expression that stalls the program would spoil each.
test('beside ^(a+)+$ on a long body, health answers with p99 < 100 ms', { retry: 2 }, async () => {
  const answers: number[] = [];
  let over = false;
  const checks = Promise.all(Array.from({ length: 12 }, () => world.check('redos'))).finally(() => {
    over = true;
  });
  while (!over || answers.length < 200) {
    const start = performance.now();
    const answer = await fetch(`${world.url}/api/health`);
    await answer.text();
    answers.push(performance.now() - start);
  }
  for (const { result } of await checks) expect(result?.status).toBe('fail');
  answers.sort((a, b) => a - b);
  expect(answers[Math.ceil(answers.length * 0.99) - 1]).toBeLessThan(100);
});

test('a page with a script is evidence as text, and a file to save', async () => {
  const { result } = await world.check('page');
  expect(result?.exchange?.response?.body).toContain('<script>');
  const file = await world.ask('GET', `/api/runs/${result?.run}/body`);
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; /);
  expect(file.headers.get('content-security-policy')).toMatch(/^sandbox/);
  expect(file.headers.get('x-content-type-options')).toBe('nosniff');
});
