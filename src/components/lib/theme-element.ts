// <playbook-theme>: keeps the chosen theme, in memory where storage is disabled.
const KEY = 'starlight-theme';
const system = matchMedia('(prefers-color-scheme: light)');

function chosen(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

function apply(theme: string): void {
  document.documentElement.dataset.theme = theme || (system.matches ? 'light' : 'dark');
  for (const select of document.querySelectorAll<HTMLSelectElement>('playbook-theme select'))
    select.value = theme;
}

class ThemeSelect extends HTMLElement {
  connectedCallback(): void {
    const select = this.querySelector('select');
    if (!select) return;
    select.hidden = false;
    select.value = chosen();
    select.addEventListener('change', () => {
      try {
        localStorage.setItem(KEY, select.value);
      } catch {
        // Lasts as long as the page.
      }
      apply(select.value);
    });
  }
}

customElements.define('playbook-theme', ThemeSelect);
system.addEventListener('change', () => apply(chosen()));
