// Makes elements from text only: nothing that comes from a runner or an upstream is ever parsed as markup.
export type Child = Node | string | number | undefined | null | false;
type Props = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/** Functions become listeners, `true` an empty attribute; undefined and false are left out. */
export function h(tag: string, props: Props = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : `${value}`);
  }
  element.append(
    ...children.filter(isShown).map((child) => (typeof child === 'number' ? `${child}` : child)),
  );
  return element;
}

const isShown = (child: Child): child is Node | string | number =>
  child !== undefined && child !== null && child !== false;

export const button = (label: string, click: () => void, kind?: 'quiet' | 'danger'): HTMLElement =>
  h(
    'button',
    { class: 'pb-button', type: 'button', click, ...(kind ? { [`data-${kind}`]: true } : {}) },
    label,
  );

/** A boxed remark; `tone` is pass, fail, error, warn or none. */
export const note = (tone: string, ...children: Child[]): HTMLElement =>
  h('div', { class: 'pb-note', 'data-tone': tone }, ...children);

export const command = (text: string): HTMLElement => h('div', { class: 'pb-command' }, h('code', {}, text));

/** Focus for an element that is no control, without moving the page. */
export function keepFocus(element: HTMLElement): void {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

/** `0.8 ms`, `128 ms`, `2.4 s`. */
export function duration(ms: number): string {
  if (ms < 10) return `${Math.round(ms * 10) / 10} ms`;
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** `45 s`, `12 min`, `1 h 5 min`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// Made once: the locale's own methods build a formatter anew at each call, which takes longer than to draw a result.
const TIME = { hour: 'numeric', minute: 'numeric', second: 'numeric', hour12: false } as const;
const times = new Intl.DateTimeFormat([], TIME);
const days = new Intl.DateTimeFormat([], { year: 'numeric', month: 'numeric', day: 'numeric', ...TIME });

/** Date and time as the reader's machine writes them. */
export const day = (iso: string): string => days.format(new Date(iso));

/** Time of day; of another day than today, its date before it. */
export function clock(iso: string): string {
  const at = new Date(iso);
  return (at.toDateString() === new Date().toDateString() ? times : days).format(at);
}

/** Says of a temporary change when it ends. */
export const undoneAt = (iso: string): string => `It will be undone by itself at ${clock(iso)}.`;

/** A person's name without the mail address that Git keeps beside it. */
export const who = (actor: string): string => actor.replace(/ <.*/, '');
