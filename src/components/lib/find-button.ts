// The search field of the home page opens the search dialog.
const find = document.querySelector<HTMLButtonElement>('[data-find]');
if (find) {
  find.hidden = false;
  find.addEventListener('click', () =>
    document.querySelector<HTMLButtonElement>('[data-open-modal]')?.click(),
  );
}

export {};
