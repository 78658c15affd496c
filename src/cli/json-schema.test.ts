import { expect, suite, test } from 'vitest'
import { isSchemaName, jsonSchema, schemaNames } from './json-schema.ts'

suite('published schemas', () => {
  test('exist for every format, as closed-over JSON Schema objects', () => {
    expect(schemaNames).toEqual(expect.arrayContaining(['record', 'trace', 'case', 'run']))
    for (const name of schemaNames.filter(isSchemaName)) {
      const schema = jsonSchema(name)
      expect(schema).toMatchObject({ type: 'object', title: `Praxis ${name}` })
    }
  })

  test('tolerate unknown fields in what Praxis writes, so that newer files stay readable', () => {
    for (const name of [
      'record',
      'run',
      'case',
      'trace',
      'verdict',
      'problem',
      'card',
      'trajectory',
    ] as const)
      expect(JSON.stringify(jsonSchema(name))).not.toContain('"additionalProperties":false')
  })

  test('the record names its parts and its outcomes', () => {
    const text = JSON.stringify(jsonSchema('record'))
    for (const word of ['caseId', 'cluster', 'unextracted', 'judge-failed', 'provider-error', 'sha256'])
      expect(text).toContain(`"${word}"`)
  })
})
