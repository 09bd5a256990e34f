// Every action kind by its name. A new kind is one line here.
import { commandAction } from './command.ts';
import { configAction } from './config.ts';
import { httpAction } from './http.ts';
import type { ActionKind } from './kind.ts';
import { logLevelAction } from './log-level.ts';
import { rollbackAction } from './rollback.ts';
import { rotateKeyAction } from './rotate-key.ts';

/** Forgets the type of an operation: what a kind is handed was parsed by its own schema. */
const erase = <Operation>(kind: ActionKind<Operation>): ActionKind => kind as unknown as ActionKind;

const kinds: readonly ActionKind[] = [
  erase(httpAction),
  erase(configAction),
  erase(logLevelAction),
  erase(rotateKeyAction),
  erase(rollbackAction),
  erase(commandAction),
];

export const actionKinds: ReadonlyMap<string, ActionKind> = new Map(kinds.map((kind) => [kind.kind, kind]));
