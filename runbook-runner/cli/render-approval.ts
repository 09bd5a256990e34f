// What would be sent where with which secrets, as a person reads it before approving; never a value.
import type { ApprovalView, DeclaredRequest } from '../core/approve.ts';
import { clean, localTime, shown } from './shown.ts';
import type { Terminal } from './terminal.ts';

type Paint = Terminal['paint'];

const line = (label: string, text: string) => `  ${label.padEnd(8)} ${clean(text)}`;

function stateOf(paint: Paint, { state, approved }: ApprovalView): string {
  if (state === 'new') return paint('yellow', 'never approved on this machine');
  const when = approved === undefined ? '' : `on ${localTime(approved.at)} by ${clean(approved.by)}`;
  return state === 'approved'
    ? paint('green', `approved ${when}`)
    : paint('red', `changed since it was approved ${when}`);
}

function requestLines({ method, url, headers, body }: DeclaredRequest): string[] {
  return [
    line('sends', `${method} ${url}`),
    ...headers.map(([name, value]) => line('', `${name}: ${value}`)),
    ...(body === undefined ? [] : [line('', shown(body))]),
  ];
}

function sourceWords(source: unknown): string {
  return Object.entries(Object(source) as object)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');
}

export const approvalHead = (paint: Paint, view: ApprovalView): string =>
  `${paint('bold', view.name)}  ${stateOf(paint, view)}`;

export function approvalLines(paint: Paint, view: ApprovalView): string[] {
  const { sealed, requests, secrets, fields, address, changes } = view;
  return [
    approvalHead(paint, view),
    line('title', view.title),
    ...requests.flatMap(requestLines),
    ...(requests.length > 0
      ? []
      : [line('kind', `${sealed.form.what.kind} at ${String(sealed.form.where.baseUrl)}`)]),
    ...secrets.map(({ credential, source, slot }) =>
      line('secret', `${credential} (${sourceWords(source)}) to ${slot}`),
    ),
    ...address.map(([path, value]) => line('reached', `${path}: ${shown(value)}`)),
    ...fields.map(([path, value]) => line('with', `${path}: ${shown(value)}`)),
    ...changes.flatMap(({ field, before, after }) => [
      line('changed', field),
      ...(before === undefined ? [] : [paint('red', `           - ${shown(before)}`)]),
      ...(after === undefined ? [] : [paint('green', `           + ${shown(after)}`)]),
    ]),
  ];
}
