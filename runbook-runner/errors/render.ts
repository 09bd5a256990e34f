// Shows errors and diagnostics to people: place, source line, caret, hint; on a terminal or in a review.
import { styleText } from 'node:util';
import type { Location, PlaybookError } from './playbook-error.ts';

/** What can be shown with its place: a diagnostic of the loader, or an error that knows where it comes from. */
export interface Shown {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly location: Location;
  /** The line of the source; empty when there is none to show. */
  readonly source: string;
}

export interface RenderOptions {
  readonly color?: boolean;
}

const WIDEST = 100;
const BEFORE_CARET = 60;
// Control characters of a file must not reach the terminal: they could hide or forge what it says.
const CONTROL = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

type Style = Parameters<typeof styleText>[0];

const painter = (options: RenderOptions) => (style: Style, text: string) =>
  options.color ? styleText(style, text, { validateStream: false }) : text;

const safe = (text: string) => text.replace(CONTROL, ' ');

/** The part of a long line around the column, and where the caret stands under it. */
function excerpt(source: string, column: number): { readonly line: string; readonly caret: number } {
  const before = [...source.slice(0, column - 1)];
  const after = [...source.slice(column - 1)];
  const cut = before.length + after.length > WIDEST && before.length > BEFORE_CARET;
  const shown = cut ? ['…', ...before.slice(before.length - BEFORE_CARET)] : before;
  const rest = after.slice(0, WIDEST - shown.length);
  const tail = rest.length < after.length ? '…' : '';
  return { line: `${shown.join('')}${rest.join('')}${tail}`, caret: shown.length };
}

const place = ({ file, line, column }: Location) => `${safe(file)}:${line}:${column}`;

/** One diagnostic as a block of text: where and what, the line with a caret, and what to do. */
export function renderDiagnostic(shown: Shown, options: RenderOptions = {}): string {
  const paint = painter(options);
  const { location } = shown;
  const lines = [
    `${paint('bold', place(location))} ${paint('red', `${shown.code}:`)} ${safe(shown.message)}`,
  ];
  if (shown.source.trim() !== '') {
    const { line, caret } = excerpt(shown.source, location.column);
    const number = String(location.line);
    lines.push(`  ${paint('dim', `${number} |`)} ${safe(line)}`);
    lines.push(
      `  ${paint('dim', `${' '.repeat(number.length)} |`)} ${' '.repeat(caret)}${paint('red', '^')}`,
    );
  }
  if (shown.hint) lines.push(`  ${paint('cyan', 'hint:')} ${safe(shown.hint)}`);
  return lines.join('\n');
}

/** Every diagnostic, and how many there are in how many files. */
export function renderDiagnostics(all: readonly Shown[], options: RenderOptions = {}): string {
  const files = new Set(all.map((one) => one.location.file)).size;
  const count = `${all.length} ${all.length === 1 ? 'error' : 'errors'} in ${files} ${files === 1 ? 'file' : 'files'}`;
  return [...all.map((one) => renderDiagnostic(one, options)), painter(options)('bold', count)].join('\n\n');
}

function isShown(value: unknown): value is Shown {
  return (
    typeof value === 'object' && value !== null && 'location' in value && 'source' in value && 'code' in value
  );
}

/** An error with its hint; the diagnostics in its data (`invalid_playbook`) are shown before it. */
export function renderError(error: PlaybookError, options: RenderOptions = {}): string {
  const paint = painter(options);
  const listed = error.data?.diagnostics;
  const diagnostics = Array.isArray(listed) ? listed.filter(isShown) : [];
  const where = error.location ? `${paint('bold', place(error.location))} ` : '';
  const lines = [`${where}${paint('red', `${error.code}:`)} ${safe(error.message)}`];
  if (error.hint) lines.push(`  ${paint('cyan', 'hint:')} ${safe(error.hint)}`);
  const own = lines.join('\n');
  return diagnostics.length > 0 ? `${renderDiagnostics(diagnostics, options)}\n\n${own}` : own;
}

const escapeData = (text: string) => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const escapeProperty = (text: string) => escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

/**
 * One line a diagnostic that GitHub Actions shows on the changed line of a pull request.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function renderAnnotation({ code, message, hint, location }: Shown): string {
  const properties = [
    `file=${escapeProperty(location.file)}`,
    `line=${location.line}`,
    `col=${location.column}`,
    `title=${escapeProperty(code)}`,
  ];
  return `::error ${properties.join(',')}::${escapeData(hint ? `${message}\n${hint}` : message)}`;
}
