// The commands of a page: a button that copies each, and the environment that the reader chose.
import { session } from './session.ts';

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.previousElementSibling?.textContent ?? '');
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 1500);
  });
}

const commands = document.querySelectorAll('.pb-command code');
session.watch(() => {
  for (const code of commands) {
    const text = code.textContent.replace(/--env [\w-]+/, `--env ${session.environment}`);
    if (text !== code.textContent) code.textContent = text;
  }
});
