/** `praxis schema [name]`: the JSON Schema of a record, trace, case, run. */
import type { Command } from 'commander'
import { PraxisError } from '../../cases/index.ts'
import { isSchemaName, jsonSchema, schemaNames } from '../json-schema.ts'

export function addSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of a format; all of them with no name')
    .argument('[name]', schemaNames.join(', '))
    .option('--json', 'one JSON object on stdout (always so)')
    .action((name: string | undefined) => {
      process.stdout.write(
        `${JSON.stringify(name === undefined ? allSchemas() : schemaNamed(name), null, 2)}\n`,
      )
    })
}

function schemaNamed(name: string): Record<string, unknown> {
  if (isSchemaName(name)) return jsonSchema(name)
  throw new PraxisError(
    'bad-usage',
    `there is no schema ${JSON.stringify(name)}`,
    `use one of ${schemaNames.join(', ')}`,
  )
}

function allSchemas(): Record<string, unknown> {
  return Object.fromEntries(schemaNames.filter(isSchemaName).map(name => [name, jsonSchema(name)]))
}
