// What a form sends, under one key for one intent: pressed again after a lost answer, it returns the first outcome.
import { ask } from '../../../runbook-runner/client.ts';

export class Intent {
  #sent = '';
  #key = '';

  async send<Answer>(path: string, body: object): Promise<Answer> {
    const words = JSON.stringify([path, body]);
    if (words !== this.#sent) this.#key = crypto.randomUUID();
    this.#sent = words;
    const answer = await ask<Answer>('POST', path, body, { headers: { 'Idempotency-Key': this.#key } });
    this.#sent = '';
    return answer;
  }
}
