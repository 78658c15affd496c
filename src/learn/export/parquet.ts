/** Rows with lists, structs and bytes as a Parquet file, in row groups small enough to hold pictures. */
import { rename } from 'node:fs/promises'
import type { SchemaElement } from 'hyparquet'
import { fileWriter, parquetWriteRows } from 'hyparquet-writer'

/** A column, or a field of a struct. Every value may be null. */
export type Column =
  | { type: 'string' | 'bytes' | 'double' | 'int' | 'boolean' }
  | { type: 'list'; of: Column }
  | { type: 'struct'; fields: Record<string, Column> }

/** As many as Hugging Face writes for pictures. */
const rowsPerGroup = 100

/** The file appears when it is whole. */
export async function writeParquet(
  file: string,
  columns: Record<string, Column>,
  rows: AsyncIterable<Record<string, unknown>>,
): Promise<void> {
  const partial = `${file}.partial`
  await parquetWriteRows({
    writer: fileWriter(partial),
    rows,
    columns: Object.keys(columns).map(name => ({ name })),
    schema: schemaOf(columns),
    rowGroupSize: rowsPerGroup,
    createdBy: 'praxis',
  })
  await rename(partial, file)
}

/** The flat list of a Parquet schema: a node, then its children, depth first. */
export function schemaOf(columns: Record<string, Column>): SchemaElement[] {
  const fields = Object.entries(columns)
  return [
    { name: 'schema', num_children: fields.length },
    ...fields.flatMap(([name, column]) => nodes(name, column)),
  ]
}

function nodes(name: string, column: Column): SchemaElement[] {
  const repetition_type = 'OPTIONAL'
  switch (column.type) {
    case 'string':
      return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type }]
    case 'bytes':
      return [{ name, type: 'BYTE_ARRAY', repetition_type }]
    case 'double':
      return [{ name, type: 'DOUBLE', repetition_type }]
    case 'int':
      return [{ name, type: 'INT32', repetition_type }]
    case 'boolean':
      return [{ name, type: 'BOOLEAN', repetition_type }]
    case 'list':
      return [
        { name, converted_type: 'LIST', num_children: 1, repetition_type },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        ...nodes('element', column.of),
      ]
    case 'struct': {
      const fields = Object.entries(column.fields)
      return [
        { name, num_children: fields.length, repetition_type },
        ...fields.flatMap(([field, inner]) => nodes(field, inner)),
      ]
    }
  }
}
