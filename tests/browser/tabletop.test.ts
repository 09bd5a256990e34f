import { AxeBuilder } from '@axe-core/playwright';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { playbook } from '../cli/program.ts';
import { describeInBrowser } from './support/browser.ts';
import { press } from './support/cards.ts';
import { desk } from './support/desk.ts';

const CARD = 'playbook-tabletop';
const LATE = 'In the third minute. <b>Late.</b>';

describeInBrowser('people talk a drill through', (browser) => {
  const { served, opened } = desk(browser, beforeEach, afterEach);

  test('tick off, record, debrief: a run with its debrief', async () => {
    const { page } = opened();
    await page.goto(`${served().url}/drills/lost-hour-tabletop/`);
    const onPaper = page.locator('[data-question]').first();
    expect(await onPaper.isVisible()).toBe(true);
    await page.getByLabel('Somebody said aloud who leads').check();
    await page.getByLabel('Who took part').fill('Ada, <b>Grace</b>');
    await press(page, CARD, 'Record the exercise');
    await page.locator(`${CARD} .pb-words`).waitFor();
    await served().confirmPairing();
    await page.locator(CARD).getByText('Recorded as failed.').first().waitFor();
    const left = page.locator('playbook-left');
    await left.getByText('Not met: The escalation went up by the clock').waitFor();

    // The form has the same questions.
    expect(await onPaper.isVisible()).toBe(false);

    // Written before it is recorded, it belongs to the run that is recorded then.
    await left.locator('textarea').first().fill(LATE);
    await page.getByLabel('The escalation went up').check();
    await page.getByLabel('Nobody changed anything').check();
    await press(page, CARD, 'Record the exercise');
    await page.locator(CARD).getByText('It closed 1 of what was left to do.').waitFor();
    await left.getByText('Nothing is left to do.').waitFor();
    await left.getByRole('button', { name: 'Make it a follow-up' }).first().click();
    const task = left.getByRole('group', { name: 'Follow-up' });
    expect(await task.getByLabel('To be done').inputValue()).toBe(LATE);
    await task.getByLabel('Owner').selectOption('integrations-first');
    await task.getByLabel('Due').fill('2020-01-01');
    await left.getByRole('button', { name: 'Keep the answers' }).click();
    await left.getByText('which is over').waitFor();
    const due = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    await task.getByLabel('Due').fill(due);
    await left.getByRole('button', { name: 'Keep the answers' }).dblclick();
    await left.getByText('Kept with the run.').waitFor();

    await left.getByRole('row', { name: `Late.</b> integrations-first ${due} open` }).waitFor();
    expect(await task.count()).toBe(0);

    const runs = JSON.parse((await served().playbook('runs', '--kind', 'drill', '--json')).stdout);
    expect(runs).toMatchObject([
      { status: 'pass' },
      { status: 'fail', request: { people: 'Ada, <b>Grace</b>' } },
    ]);
    const debriefs = JSON.parse((await served().playbook('runs', '--kind', 'debrief', '--json')).stdout);
    const kept = { parent: runs[0].id, subject: 'lost-hour-tabletop' };
    expect(debriefs).toMatchObject([kept]);
    const [debrief] = debriefs;
    expect(debrief.result.answers[0].answer).toBe(LATE);

    // Who only adds a follow-up takes no answer back; who empties one, does.
    await page.reload();
    const told = left.locator('textarea').first();
    const keptAnswers = async () => {
      const listed = await served().playbook('runs', '--kind', 'debrief', '--json');
      return JSON.parse(listed.stdout).map((one: typeof debrief) => one.result.answers[0].answer);
    };
    const add = async (title: string) => {
      await left.getByRole('button', { name: 'Make it a follow-up' }).first().click();
      await task.getByLabel('To be done').fill(title);
      await left.getByRole('button', { name: 'Keep the answers' }).click();
      await left.getByRole('cell', { name: title, exact: true }).waitFor();
    };
    await add('Second');
    await told.fill('');
    await add('Third');
    expect(await keptAnswers()).toEqual(['', LATE, LATE]);

    // Two people at two forms: neither takes back what the other answered meanwhile.
    const second = left.locator('textarea').nth(1);
    await page.reload();
    await second.waitFor();
    const env = { PLAYBOOK_HOME: served().home };
    const ada = await playbook(['drill', 'debrief', runs[0].id], { env, input: 'Ada was first.\n' });
    expect(ada.code).toBe(0);
    await left.getByRole('button', { name: 'Keep the answers' }).click();
    await left.getByText('Nothing changed.').waitFor();
    await second.fill('Bob.');
    await left.getByRole('button', { name: 'Keep the answers' }).click();
    await left.getByText('Kept with the run.').waitFor();
    expect((await keptAnswers())[0]).toBe('Ada was first.');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((one) => one.id)).toEqual([]);
  });
});
