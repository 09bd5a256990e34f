// Reads the OpenAPI document of an API that is to be mocked; whatever stands in the way is told with its place.
import { readFileSync } from 'node:fs';
import { PlaybookError } from '../../errors/index.ts';
import { createReport } from '../../playbook/diagnostics.ts';
import { readYaml, type YamlValue } from '../../playbook/read/yaml.ts';

type Path = readonly (string | number)[];

/** A document of OpenAPI 3. Throws `usage` with file, line and column. */
export function readOpenApi(file: string): object {
  const read = parsed(file);
  const { value } = read;
  const version = isObject(value) ? value.openapi : undefined;
  if (typeof version !== 'string' || !version.startsWith('3.'))
    throw refused(
      read,
      ['openapi'],
      'This is no OpenAPI 3 document.',
      'It begins with a line such as `openapi: 3.1.0`.',
    );
  for (const path of references(value, [])) refuseFar(read, path);
  return value as object;
}

function parsed(file: string): YamlValue {
  const report = createReport();
  const read = readYaml(report.source(file, textOf(file)), report);
  const [broken] = report.diagnostics();
  if (broken === undefined && read !== undefined) return read;
  const { line, column } = broken?.location ?? { line: 1, column: 1 };
  throw new PlaybookError('usage', `${file}:${line}:${column}: ${broken?.message ?? 'The file is empty.'}`, {
    hint: broken?.hint,
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const hint = 'Name an OpenAPI document in YAML or JSON: --openapi acme=contracts/acme.openapi.yaml';
    throw new PlaybookError('usage', `${file} cannot be read: ${reason}.`, { hint, cause });
  }
}

/** A mock reads one file, and no step of ours fetches what somebody's file names. */
function refuseFar(read: YamlValue, path: Path): void {
  const target = String(
    path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), read.value),
  );
  if (target.startsWith('#')) return;
  const hint = 'Bundle the document into one file first.';
  throw refused(read, path, `"${target}" is in another file, which is not read.`, hint);
}

function refused(read: YamlValue, path: Path, message: string, hint: string): PlaybookError {
  const { file, line, column } = read.at(path);
  return new PlaybookError('usage', `${file}:${line}:${column}: ${message}`, { hint });
}

const isObject = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null;

/** The path of every `$ref` below a value, whole examples included: a reference in one is a text that starts with `#` or is refused. */
function* references(value: unknown, path: Path): Generator<Path> {
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === '$ref' && typeof inner === 'string') yield [...path, key];
    else yield* references(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}
