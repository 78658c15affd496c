/** The published JSON Schemas (draft 2020-12), made from the Zod schemas that the program itself uses. */
import * as z from 'zod'
import { cardSchema, caseSchema } from '../cases/index.ts'
import { medgazeItemSchema, medgazeProtocolSchema } from '../forge/index.ts'
import { attemptsSchema, trajectorySchema } from '../learn/index.ts'
import { problemSchema, recordSchema, runSchema } from '../runs/index.ts'
import { traceSchema, verdictSchema } from '../verify/index.ts'

const schemas = {
  record: recordSchema,
  run: runSchema,
  case: caseSchema,
  trace: traceSchema,
  verdict: verdictSchema,
  problem: problemSchema,
  card: cardSchema,
  trajectory: trajectorySchema,
  attempts: attemptsSchema,
  'medgaze-item': medgazeItemSchema,
  'medgaze-protocol': medgazeProtocolSchema,
}

export type SchemaName = keyof typeof schemas

export const schemaNames = Object.keys(schemas)

export function isSchemaName(name: string): name is SchemaName {
  return Object.hasOwn(schemas, name)
}

/** The schema of what a reader accepts: unknown keys are allowed. */
export function jsonSchema(name: SchemaName): Record<string, unknown> {
  return { title: `Praxis ${name}`, ...z.toJSONSchema(schemas[name], { io: 'input' }) }
}
