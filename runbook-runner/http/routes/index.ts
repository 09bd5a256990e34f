// Every route of the API, in the order of its document.
import type { Edge, EdgeApp } from '../edge.ts';
import { addActions } from './actions.ts';
import { addChecks } from './checks.ts';
import { addDecisions } from './decisions.ts';
import { addDrills } from './drills.ts';
import { addHealth } from './health.ts';
import { addOpenApi } from './openapi.ts';
import { addPairingControl } from './pairing-control.ts';
import { addPairings } from './pairings.ts';
import { addRunBody } from './run-body.ts';
import { addRunHar } from './run-har.ts';
import { addRuns } from './runs.ts';
import { addSandbox } from './sandbox.ts';
import { addScenarios } from './scenarios.ts';
import { addStatus } from './status.ts';
import { addUndo } from './undo.ts';

export const routes: readonly ((app: EdgeApp, edge: Edge) => void)[] = [
  addHealth,
  addPairings,
  addPairingControl,
  addStatus,
  addChecks,
  addActions,
  addUndo,
  addScenarios,
  addDecisions,
  addDrills,
  addRuns,
  addRunBody,
  addRunHar,
  addSandbox,
  addOpenApi,
];
