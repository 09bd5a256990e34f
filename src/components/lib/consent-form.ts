// A person's word for a change: a button, and in production the name of the environment and a reason before it.
// Loaded when a change is about to be made.
import { h } from './dom.ts';

export interface Consent {
  readonly confirm?: string;
  readonly reason?: string;
}

/** Whether the name of the environment is asked for before anything changes there. */
export const asksFirst = (environment: string): boolean => environment === 'production';

const field = (name: string, more: Record<string, string | number>) =>
  h('input', { name, required: true, ...more }) as HTMLInputElement;

/** `label` is what the button does; `go` is called with what was typed. */
export function consentForm(environment: string, label: string, go: (consent: Consent) => void): HTMLElement {
  const production = asksFirst(environment);
  const confirm = field('confirm', { pattern: environment, autocomplete: 'off' });
  const reason = field('reason', { maxlength: 500 });
  const submit = (event: Event) => {
    event.preventDefault();
    go(production ? { confirm: confirm.value, reason: reason.value } : {});
  };
  return h(
    'form',
    { class: 'pb-fields', submit },
    production && h('label', {}, `Type “${environment}” to confirm`, confirm),
    production && h('label', {}, 'Why (kept in the record)', reason),
    h('button', { class: 'pb-button', type: 'submit', 'data-danger': production }, label),
  );
}

/** Goes on at once, or in production after a form in `place`; a second click brings no second form. */
export function askToUndo(environment: string, place: HTMLElement, go: (consent: Consent) => void): void {
  if (!asksFirst(environment)) {
    go({});
    return;
  }
  place.querySelector('form')?.remove();
  const form = consentForm(environment, `Undo it in ${environment}`, go);
  place.append(form);
  form.querySelector('input')?.focus();
}
