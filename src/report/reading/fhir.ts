/**
 * A reading as FHIR R4: a report, an observation for each finding and measurement, the devices, and the study where
 * the picture is a DICOM instance.
 *
 * - The bundle is a `collection`. A `document` would need a composition with an author who vouches for it.
 * - R4 lets no device perform a report (`DiagnosticReport.performer` is a person or an organisation), so the device is
 *   named where R4 has a place for it: in `Observation.device`, and as the performer in a Provenance of the report.
 * - The subject is a description and not a reference: who it is, this program does not know.
 * - Probability and state are the reading's own; codes are given where a term means the same, else the words alone.
 */
import type { ChestReading, ReadingArtifact, ReadingFinding } from '../../cases/index.ts'
import {
  type Code,
  labelCode,
  laterality,
  markedSentence,
  remarks,
  sideCode,
  singleChestView,
  siteOf,
  stateCode,
} from '../../imaging/index.ts'
import { escapeHtml } from '../html/markup.ts'
import type {
  Bundle,
  CodeableConcept,
  Coding,
  Device,
  DiagnosticReport,
  ImagingStudy,
  Observation,
  Provenance,
  Quantity,
  Reference,
  Resource,
} from './fhir-types.ts'
import { uuidOf } from './uuid.ts'

/** The same reading gives the same bundle, identifiers included. */
export function fhirBundle(reading: ChestReading): Bundle {
  const named = naming(reading)
  const study = imagingStudy(reading, named)
  const observations = [
    ...reading.findings.map(finding => findingObservation(reading, finding, named)),
    ...reading.artifacts.filter(isMeasured).map(artifact => measurementObservation(reading, artifact, named)),
  ]
  const report = diagnosticReport(reading, observations, named)
  const resources: Resource[] = [
    report,
    ...(study === undefined ? [] : [study]),
    ...observations,
    ...devices(reading, named),
    provenance(reading, named),
  ]
  return {
    resourceType: 'Bundle',
    id: named('bundle'),
    meta: { security: [research] },
    type: 'collection',
    timestamp: reading.at,
    entry: resources.map(resource => ({ fullUrl: urn(resource.id), resource })),
  }
}

/** An identifier for each part of one reading. */
type Naming = (...part: string[]) => string

function naming(reading: ChestReading): Naming {
  const whole = uuidOf(JSON.stringify(reading))
  return (...part) => uuidOf(whole, ...part)
}

function diagnosticReport(
  reading: ChestReading,
  observations: readonly Observation[],
  named: Naming,
): DiagnosticReport {
  const lines = [...remarks(reading), ...reading.sentences.map(markedSentence)].map(plain)
  return {
    resourceType: 'DiagnosticReport',
    id: named('report'),
    meta: { security: [research] },
    text: {
      status: 'generated',
      div: `<div xmlns="http://www.w3.org/1999/xhtml">${lines.map(line => `<p>${escapeHtml(line)}</p>`).join('')}</div>`,
    },
    identifier: [{ system: 'urn:ietf:rfc:3986', value: urn(named('report')) }],
    status: 'preliminary',
    category: [
      concept('Radiology', {
        system: 'http://terminology.hl7.org/CodeSystem/v2-0074',
        code: 'RAD',
        display: 'Radiology',
      }),
    ],
    code: coded(singleChestView),
    subject: unknownSubject,
    issued: reading.at,
    ...(reading.image.source !== undefined && { imagingStudy: studies(reading, named) }),
    ...(observations.length > 0 && { result: observations.map(({ id }) => ({ reference: urn(id) })) }),
    conclusion: lines.join('\n'),
  }
}

function findingObservation(reading: ChestReading, finding: ReadingFinding, named: Naming): Observation {
  const { label, state, probability, location, side, agents, artifacts } = finding
  const where = location === undefined || location === 'Other' ? undefined : siteOf(location)
  const onSide = side === undefined ? where?.side : sideCode(side)
  const cited = reading.artifacts.filter(({ id }) => artifacts.includes(id))
  const measured = cited.filter(isMeasured).map(({ id }) => ({ reference: urn(named('artifact', id)) }))
  const rests = cited.map(({ kind, tool }) => `${kind} by ${tool.name} ${tool.version}`)
  return {
    ...observation(reading, named('finding', label), coded(labelCode(label))),
    valueCodeableConcept: coded(stateCode(state)),
    ...(where !== undefined && { bodySite: coded(where.site, location) }),
    ...((measured.length > 0 || reading.image.source !== undefined) && {
      derivedFrom: [...studies(reading, named), ...measured],
    }),
    device: { reference: urn(named('device', ...programOf(reading.software))) },
    ...(rests.length > 0 && { note: [{ text: plain(`Rests on ${rests.join('; ')}`) }] }),
    component: [
      { code: concept('Probability'), valueQuantity: share(probability) },
      ...Object.entries(agents).map(([agent, value]) => ({
        code: concept(`Probability by ${agent}`),
        valueQuantity: share(value),
      })),
      ...(onSide === undefined ? [] : [{ code: coded(laterality), valueCodeableConcept: coded(onSide) }]),
    ],
  }
}

type Measured = ReadingArtifact & { value: number }

/** What is an observation of its own; probabilities stand with the finding they speak of. */
function isMeasured(artifact: ReadingArtifact): artifact is Measured {
  const own = artifact.kind === 'measurement' || artifact.kind === 'out-of-distribution'
  return own && artifact.value !== undefined
}

function measurementObservation(reading: ChestReading, artifact: Measured, named: Naming): Observation {
  const { id, kind, measures = 'Out-of-distribution score', value, unit = '1', structure, tool } = artifact
  const where = kind === 'measurement' && structure !== undefined ? siteOf(structure) : undefined
  return {
    ...observation(reading, named('artifact', id), concept(measures)),
    valueQuantity: { value, unit: unit === '1' ? 'ratio' : unit, system: ucum, code: unit },
    ...(where !== undefined && { bodySite: coded(where.site, structure) }),
    ...(reading.image.source !== undefined && { derivedFrom: studies(reading, named) }),
    device: { reference: urn(named('device', ...programOf(tool))) },
  }
}

function observation({ at }: ChestReading, id: string, code: CodeableConcept): Omit<Observation, 'device'> {
  return {
    resourceType: 'Observation',
    id,
    meta: { security: [research] },
    status: 'preliminary',
    category: [
      concept('Imaging', {
        system: 'http://terminology.hl7.org/CodeSystem/observation-category',
        code: 'imaging',
        display: 'Imaging',
      }),
    ],
    code,
    subject: unknownSubject,
    issued: at,
  }
}

/** The program and each tool, once for each version. */
function devices({ software, artifacts }: ChestReading, named: Naming): Device[] {
  const programs = [software, ...artifacts.map(({ tool }) => tool)]
  const once = new Map(programs.map(program => [named('device', ...programOf(program)), program]))
  return [...once].map(([id, { name, version }]) => ({
    resourceType: 'Device',
    id,
    status: 'active',
    deviceName: [{ name: plain(name), type: 'other' }],
    version: [{ value: plain(version) }],
  }))
}

function programOf({ name, version }: ChestReading['software']): [string, string] {
  return [name, version]
}

function imagingStudy({ image: { source } }: ChestReading, named: Naming): ImagingStudy | undefined {
  if (source === undefined) return undefined
  const { study, series, instance, sopClass, modality } = source
  return {
    resourceType: 'ImagingStudy',
    id: named('study'),
    identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${study}` }],
    status: 'unknown',
    subject: unknownSubject,
    // A series must name its modality.
    ...(modality !== undefined && {
      series: [
        {
          uid: series,
          modality: { system: dicomTerms, code: modality },
          instance: [
            { uid: instance, sopClass: { system: 'urn:ietf:rfc:3986', code: `urn:oid:${sopClass}` } },
          ],
        },
      ],
    }),
  }
}

function studies({ image: { source } }: ChestReading, named: Naming): Reference[] {
  return source === undefined ? [] : [{ reference: urn(named('study')) }]
}

function provenance({ at, software }: ChestReading, named: Naming): Provenance {
  return {
    resourceType: 'Provenance',
    id: named('provenance'),
    target: [{ reference: urn(named('report')) }],
    recorded: at,
    agent: [
      {
        type: concept('Performer', {
          system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
          code: 'performer',
          display: 'Performer',
        }),
        who: { reference: urn(named('device', ...programOf(software))) },
      },
    ],
  }
}

const ucum = 'http://unitsofmeasure.org'
const dicomTerms = 'http://dicom.nema.org/resources/ontology/DCM'

/** What the resources may be used for. */
const research: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  code: 'HRESCH',
  display: 'healthcare research',
}

const unknownSubject: Reference = { type: 'Patient', display: 'Not identified' }

const systems: Record<string, string | undefined> = {
  SCT: 'http://snomed.info/sct',
  LN: 'http://loinc.org',
  DCM: dicomTerms,
}

/** A code of a scheme that FHIR knows; of a private one the words alone. */
function coded({ scheme, value, meaning }: Code, text = meaning): CodeableConcept {
  const system = systems[scheme]
  return system === undefined ? concept(text) : concept(text, { system, code: value, display: meaning })
}

function concept(text: string, coding?: Coding): CodeableConcept {
  return { ...(coding && { coding: [coding] }), text: plain(text) }
}

function share(value: number): Quantity {
  return { value, unit: 'probability', system: ucum, code: '1' }
}

function urn(id: string): string {
  return `urn:uuid:${id}`
}

/** Strings of FHIR hold no control characters but tabs and line ends; XHTML holds no half characters. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\t\n\r]/gu, ' ')
    .trim()
}
