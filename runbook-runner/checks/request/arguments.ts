// Fills the arguments of a program: each stays one argument, and no value can become an option or a shell's word.
import { PlaybookError } from '../../errors/index.ts';
import { slotsIn } from '../assertions/slots.ts';
import type { ParameterValues } from '../parameters.ts';
import { fillText } from './slots.ts';

/** No shell reads them; a program that hands them to one is not made dangerous by us. Whatever the pattern says. */
const SHELL = /[;&|<>$`"'\\(){}*?!#~\n\r]/;

/** Why a value may stand in no argument; undefined when it may. */
function unfit(value: string, allowHyphen: boolean): string | undefined {
  if (SHELL.test(value)) return 'holds a character that a shell would act on';
  return value.startsWith('-') && !allowHyphen ? 'begins with a hyphen and would be an option' : undefined;
}

/**
 * Throws `invalid_parameter` when a value that an argument takes begins with a hyphen, unless `allowHyphen`, or holds what
 * a shell would act on. Slots without a value are passed over.
 */
export function refuseArguments(
  templates: readonly string[],
  values: ParameterValues,
  allowHyphen: boolean,
): void {
  for (const name of templates.flatMap(slotsIn)) {
    const why = unfit(String(values[name] ?? ''), allowHyphen);
    if (why) throw new PlaybookError('invalid_parameter', `The parameter "${name}" ${why}.`);
  }
}

/** The arguments as the program gets them. Throws `invalid_parameter` as `refuseArguments` does, and for a slot without a value. */
export function fillArguments(
  templates: readonly string[],
  values: ParameterValues,
  allowHyphen: boolean,
): string[] {
  refuseArguments(templates, values, allowHyphen);
  return templates.map((template) => fillText(template, values));
}
