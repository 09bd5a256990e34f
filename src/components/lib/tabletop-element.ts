// <playbook-tabletop>: records that an exercise was played, by the criteria that are ticked.
import type { Exercise } from '../../../runbook-runner/client.ts';
import { Card } from './card.ts';
import { h, note } from './dom.ts';
import { Intent } from './intent.ts';
import { page, session } from './session.ts';

class TabletopCard extends Card {
  #intent = new Intent();

  override connectedCallback(): void {
    super.connectedCallback();
    session.watch(() => {
      this.piece('[data-told]').hidden = this.piece('[data-run]').hidden;
    });
  }

  protected override async run(): Promise<void> {
    const sealed = page.seal === undefined ? {} : { page: page.id, seal: page.seal };
    const boxes = [...this.querySelectorAll<HTMLInputElement>('[type=checkbox]')];
    const [played, people] = ['played', 'people'].map((name) => this.#field(name).value || undefined);
    const told = { ...sealed, met: boxes.map((box) => box.checked), played, people };
    const { status, reason, followUps } = await this.#intent.send<Exercise>(
      `/drills/${this.id_}/exercises`,
      told,
    );
    const word = status === 'pass' ? 'Recorded as passed.' : 'Recorded as failed.';
    const closed = followUps.filter((one) => one.status === 'done').length;
    this.say(word);
    this.show(
      note(
        status,
        h('p', {}, h('b', {}, word), ' ', reason ?? ''),
        closed > 0 && h('p', {}, `It closed ${closed} of what was left to do.`),
        h('p', {}, 'The form of its debrief stands below.'),
      ),
    );
  }

  #field = (name: string): HTMLInputElement => this.piece<HTMLInputElement>(`[name=${name}]`);
}

customElements.define('playbook-tabletop', TabletopCard);
