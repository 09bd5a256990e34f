// What content can promise of an answer by a contract.
import { z } from 'zod';
import { DIFFERENCES } from './differences.ts';

const CLASSES = Object.keys(DIFFERENCES) as (keyof typeof DIFFERENCES)[];
export const tolerate = z
  .array(z.enum(CLASSES))
  .default([])
  .describe('Classes of difference that are noted and break nothing here, such as enum or extra.');

export const ContractExpectation = z
  .union([
    z.strictObject({
      openapi: z.string().describe('OpenAPI 3.0, 3.1 or 3.2 document, by its path in src/content.'),
      operation: z.string().describe('operationId whose responses are promised.'),
      tolerate,
    }),
    z.strictObject({
      schema: z.string().describe('JSON Schema 2020-12 of every answer, by its path in src/content.'),
      at: z
        .string()
        .regex(/^(\/.*)?$/, 'a JSON pointer starts with /')
        .default('')
        .describe('JSON pointer of the schema in that file; the whole file when left out.'),
      tolerate,
    }),
  ])
  .describe('The contract that every answer must fit.');
export type ContractExpectation = z.output<typeof ContractExpectation>;
