// <playbook-term>: opens a term's card on hover and on focus; Escape closes it, and it can be pointed at (WCAG 1.4.13).
const GAP = 6;
const EDGE = 8;

class TermLink extends HTMLElement {
  connectedCallback(): void {
    const link = this.querySelector('a');
    const card = this.querySelector<HTMLElement>('[popover]');
    if (!link || !card || !('showPopover' in card)) return;
    let leaving = 0;
    const beside = () => place(card, link.getClientRects()[0] ?? link.getBoundingClientRect());
    const open = () => {
      clearTimeout(leaving);
      if (card.matches(':popover-open')) return;
      card.showPopover();
      beside();
    };
    const close = () => {
      clearTimeout(leaving);
      if (card.matches(':popover-open')) card.hidePopover();
    };
    // Time to move the pointer from the word to the card.
    const leave = () => {
      leaving = window.setTimeout(close, 150);
    };
    this.addEventListener('pointerenter', open);
    this.addEventListener('pointerleave', leave);
    link.addEventListener('focus', open);
    link.addEventListener('blur', close);
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') close();
    });
    // The focus itself may bring the scrolling: the card then stays beside its word.
    const follow = () => {
      if (link.matches(':focus') && card.matches(':popover-open')) beside();
      else close();
    };
    addEventListener('scroll', follow, { passive: true });
  }
}

/** Below the word, or above it where there is no room; never over the edge of the window. */
function place(card: HTMLElement, word: DOMRect): void {
  const { width, height } = card.getBoundingClientRect();
  const left = Math.max(EDGE, Math.min(word.left, document.documentElement.clientWidth - width - EDGE));
  const below = word.bottom + GAP;
  const top = below + height > innerHeight ? word.top - height - GAP : below;
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
}

customElements.define('playbook-term', TermLink);
