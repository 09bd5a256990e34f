// What a person's answer to a question in the terminal means.

/** For `[y/N]`: only a yes is one. Undefined is an input that ended. */
export function isYes(answer: string | undefined): boolean {
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}

/** For `[Y/n]`: Enter alone says yes too; an input that ended does not. */
export function isYesOrEnter(answer: string | undefined): boolean {
  return answer?.trim() === '' || isYes(answer);
}
