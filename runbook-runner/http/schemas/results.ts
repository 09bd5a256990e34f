// Values of the core as the API's document describes them; their types are the core's own.
import { z } from '@hono/zod-openapi';
import type { ActionResult, DecisionResult, ScenarioRun, StageProgress } from '../../core/orders.ts';
import { AssertionResult, CheckResult } from '../../ports/result.ts';
import type { ActiveFault } from '../../ports/sandbox.ts';
import type { RunRecord } from '../../ports/store.ts';
import { ProblemDocument } from './answers.ts';

/**
 * A schema of the ground by its JSON Schema: its free JSON values are recursive, which the generator of the
 * document can't follow. References are rewritten to where the schema stands in the document.
 */
function described<Schema extends z.ZodType>(name: string, schema: Schema) {
  const text = JSON.stringify(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));
  const { $schema: _, ...placed } = JSON.parse(text.replaceAll('"#/', `"#/components/schemas/${name}/`));
  return z.custom<z.output<Schema>>(() => true).openapi(name, placed);
}

const value = <Type>(name: string, description: string, required: readonly (keyof Type & string)[]) =>
  z.custom<Type>(() => true).openapi(name, { type: 'object', description, required: [...required] });

export const ActionResultValue = value<ActionResult>('ActionResult', 'What an action did, or would do.', [
  ...(['run', 'action', 'title', 'environment', 'status', 'startedAt', 'durationMs', 'plan'] as const),
  ...([
    'preconditions',
    'assertions',
    'verification',
    'undoable',
    'irreversible',
    'actor',
    'provenance',
  ] as const),
]);

export const DecisionResultValue = value<DecisionResult>(
  'DecisionResult',
  'A verdict, with what was looked at.',
  [...(['run', 'decision', 'question', 'verdict', 'because', 'looked', 'actor', 'provenance'] as const)],
);

export const ScenarioRunValue = value<ScenarioRun>(
  'ScenarioRun',
  'A run of a scenario, with what ran in it.',
  [...(['run', 'scenario', 'environment', 'state', 'actor', 'startedAt', 'records'] as const)],
);

export const RunRecordValue = value<RunRecord>('RunRecord', 'One run as it was recorded; secrets redacted.', [
  ...(['id', 'kind', 'subject', 'environment', 'state', 'status', 'actor', 'seal', 'commit'] as const),
  ...(['startedAt', 'finishedAt', 'result'] as const),
]);

export const ActiveFaultValue = value<ActiveFault>('ActiveFault', 'A fault that disturbs the sandbox now.', [
  ...(['fault', 'title', 'startedAt', 'endsAt'] as const),
]);

const StageValue = value<StageProgress>('StageProgress', 'A stage of an action, as it begins or ends.', [
  ...(['id', 'title', 'state'] as const),
]);

const CheckResultValue = described('CheckResult', CheckResult);
const AssertionValue = described('AssertionResult', AssertionResult);

const progress = [
  z.strictObject({ event: z.literal('started'), run: z.string() }),
  z.strictObject({ event: z.literal('sample'), index: z.number(), of: z.number(), ms: z.number() }),
  z.strictObject({ event: z.literal('assertion'), assertion: AssertionValue }),
  z.strictObject({ event: z.literal('listening'), url: z.string() }),
  z.strictObject({ event: z.literal('problem'), problem: ProblemDocument }),
] as const;

const judged = z
  .strictObject({ event: z.literal('judged'), result: CheckResultValue })
  .describe('How the check ended, before its record is committed.');

export const CheckEvent = z
  .union([...progress, judged, z.strictObject({ event: z.literal('result'), result: CheckResultValue })])
  .describe('Ends with `result`, once its record is committed, or with `problem`.');

const stage = z
  .strictObject({ event: z.literal('stage'), stage: StageValue })
  .describe('A stage as it begins, and again as it ends.');

export const ActionEvent = z
  .union([...progress, stage, z.strictObject({ event: z.literal('result'), result: ActionResultValue })])
  .describe('Ends with `result` or `problem`.');
