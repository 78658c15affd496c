/**
 * Bundles against models that we did not write: the Python package `fhir.resources` (R4B, pydantic) parses each, and
 * its list of the targets of each reference is held against ours. It must take bundles that others made (`--data`, a
 * folder of JSON) and refuse broken ones, or its word is worth nothing.
 *
 *     node bench/fhir-agreement.ts --python python3 --data DIR
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bundle } from 'fhir/r4.js'
import { readings } from '../src/report/__fixtures__/readings.ts'
import { fhirBundle } from '../src/report/index.ts'

const { values } = parseArgs({
  options: { data: { type: 'string' }, python: { type: 'string', default: 'python3' } },
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

function verdict(bundle: unknown): string {
  const { status, stdout, stderr } = spawnSync(values.python, ['-c', validates], {
    encoding: 'utf8',
    input: JSON.stringify(bundle),
  })
  return status === 0 ? stdout.trim() : `refused: ${stderr.trim().split('\n').at(-1)}`
}

if (spawnSync(values.python, ['-c', 'import fhir.resources.R4B']).status !== 0) {
  console.log('fhir.resources is not installed here; nothing was compared.')
  process.exit(0)
}
console.log('Ours:')
for (const [name, reading] of Object.entries(readings)) {
  // The published types, checked when this compiles.
  const bundle: Bundle = fhirBundle(reading)
  console.log(`  ${name}: ${verdict(bundle)}`)
}

console.log("Others':")
const files = values.data === undefined ? [] : readdirSync(values.data).filter(name => name.endsWith('.json'))
for (const name of files)
  console.log(`  ${name}: ${verdict(JSON.parse(readFileSync(join(values.data ?? '', name), 'utf8')))}`)

console.log('Broken:')
const text = JSON.stringify(fhirBundle(readings.dicom))
const [report] = fhirBundle(readings.dicom).entry
const device = fhirBundle(readings.dicom).entry.find(({ resource }) => resource.resourceType === 'Device')
const broken: Record<string, string> = {
  'a number as words': text.replace('"value":0.583', '"value":"half"'),
  'an element that does not exist': text.replace('"conclusion":', '"konclusion":'),
  'no code': text.replace(
    '"code":{"coding":[{"system":"http://loinc.org"',
    '"x":{"coding":[{"system":"http://loinc.org"',
  ),
  'a bad identifier': text.replace(`"id":"${report?.resource.id}"`, '"id":"not an id"'),
  'a device as the performer of the report': text.replace(
    '"conclusion":',
    `"performer":[{"reference":"${device?.fullUrl}"}],"conclusion":`,
  ),
}
for (const [name, bundle] of Object.entries(broken)) console.log(`  ${name}: ${verdict(JSON.parse(bundle))}`)
