// Follows every id to what it names, and checks the promises that tie the parts together.
import type { Report } from '../diagnostics.ts';
import type { Draft } from '../draft.ts';
import { followActions } from './actions.ts';
import { followDefinitions } from './definitions.ts';
import { followDrills } from './drills.ts';
import { followFailureModes } from './failure-modes.ts';
import { followFaults } from './faults.ts';
import { followIntegrations } from './integrations.ts';
import { followPages } from './pages.ts';
import { checkParameters } from './parameters.ts';
import { followScenarios } from './scenarios.ts';

export function followReferences(draft: Draft, report: Report): void {
  followDefinitions(draft, report);
  followActions(draft, report);
  checkParameters(draft, report);
  followIntegrations(draft, report);
  followFailureModes(draft, report);
  followScenarios(draft, report);
  followFaults(draft, report);
  followDrills(draft, report);
  followPages(draft, report);
}
