// The search field of the home page opens Starlight's search dialog.
const open = document.querySelector<HTMLButtonElement>('button[data-open-modal]');
const find = document.querySelector<HTMLButtonElement>('[data-find]');
if (open && find) {
  find.hidden = false;
  find.addEventListener('click', (event) => {
    // The dialog closes on any click that reaches the window.
    event.stopPropagation();
    open.click();
  });
}

export {};
