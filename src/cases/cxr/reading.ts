/**
 * What was read on one chest radiograph, as one value: the outputs of the tools (artifacts), the findings drawn from
 * them, and the report, each sentence of which names the artifacts it rests on. Everything that is told of a reading
 * (JSON, HTML, FHIR, DICOM SR) is made from this value and from nothing else.
 *
 * The sections are those of the five-part template of RadFabric (arXiv 2506.14142), and the impression.
 */
import { z } from 'zod'
import { findingLabels } from './labels.ts'
import { structures } from './structures.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const share = z.number().min(0).max(1)
const uid = z
  .string()
  .max(64)
  .regex(/^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))+$/)
/** Text with something to see in it. */
const named = z.string().regex(/[^\s\p{C}]/u)
const program = z.object({ name: named, version: named })

const label = z.enum(findingLabels)
const structure = z.enum(structures)

const image = z.object({
  sha256,
  width: z.int().min(1),
  height: z.int().min(1),
  /** Millimetres a pixel at the detector, where the file tells. */
  spacing: z.object({ x: z.number().positive(), y: z.number().positive() }).optional(),
  view: z.enum(['PA', 'AP', 'lateral', 'unknown']),
  /** Where the picture is a DICOM instance. */
  source: z
    .object({
      study: uid,
      series: uid,
      instance: uid,
      sopClass: uid,
      modality: z.enum(['CR', 'DX', 'RG', 'OT', 'SC']).optional(),
    })
    .optional(),
})

/** What a tool gave, named so that a sentence can cite it. */
const artifact = z
  .object({
    id: named,
    kind: z.enum(['probability', 'heat-map', 'mask', 'measurement', 'out-of-distribution']),
    label: label.optional(),
    structure: structure.optional(),
    /** What a measurement measures, such as `cardiothoracic ratio`. */
    measures: named.optional(),
    value: z.number().optional(),
    /** UCUM; `1` for a pure number. */
    unit: z
      .string()
      .regex(/^[!-~]+$/)
      .optional(),
    /** The hash of a mask or heat map: an 8-bit grey PNG of the size of the picture. */
    media: sha256.optional(),
    tool: program,
    agent: named,
  })
  .superRefine(({ kind, value, media, measures }, context) => {
    const drawn = kind === 'mask' || kind === 'heat-map'
    if (drawn && media === undefined)
      context.addIssue({ code: 'custom', message: `a ${kind} needs its media` })
    if (!drawn && value === undefined)
      context.addIssue({ code: 'custom', message: `a ${kind} needs its value` })
    if (kind === 'measurement' && measures === undefined)
      context.addIssue({ code: 'custom', message: 'a measurement must say what it measures' })
  })

const finding = z.object({
  label,
  probability: share,
  state: z.enum(['present', 'absent', 'uncertain']),
  /** `Other` where most of the evidence lies in none of the structures; absent where nothing was located. */
  location: z.enum([...structures, 'Other']).optional(),
  /** The patient's side. */
  side: z.enum(['left', 'right', 'both', 'midline']).optional(),
  /** The probability that each agent gave. */
  agents: z.record(named, share),
  artifacts: z.array(named),
})

const sentence = z.object({
  section: z.enum(['airway', 'breathing', 'cardiac', 'diaphragm', 'everything-else', 'impression']),
  text: named,
  artifacts: z.array(named),
  support: z.enum(['supported', 'unsupported', 'contradicted']),
  /** Why it is not supported. */
  why: named.optional(),
})

/** Ids are unique, each label is told once, and what is cited exists. */
export const chestReadingSchema = z
  .object({
    image,
    artifacts: z.array(artifact),
    findings: z.array(finding),
    sentences: z.array(sentence),
    /** Agents that gave no answer. */
    failures: z.array(z.object({ agent: named, reason: named })),
    outOfDepth: z.object({
      score: z.number(),
      threshold: z.number(),
      is: z.boolean(),
      why: named.optional(),
    }),
    /** What the reading is not for. */
    notice: named,
    software: program,
    /** When it was read: UTC, to the second or finer. */
    at: z.iso.datetime().regex(/T\d\d:\d\d:\d\d/),
  })
  .superRefine(({ artifacts, findings, sentences }, context) => {
    const problem = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    const ids = new Set(artifacts.map(({ id }) => id))
    if (ids.size < artifacts.length) problem(['artifacts'], 'two artifacts have one id')
    if (new Set(findings.map(({ label }) => label)).size < findings.length)
      problem(['findings'], 'a label is told twice')
    for (const [where, told] of [
      ['findings', findings],
      ['sentences', sentences],
    ] as const)
      for (const [i, { artifacts: cited }] of told.entries())
        for (const id of cited)
          if (!ids.has(id))
            problem([where, i, 'artifacts'], `cites ${JSON.stringify(id)}, which does not exist`)
    for (const [i, { support, artifacts: cited, why }] of sentences.entries()) {
      if (support === 'supported' && cited.length === 0)
        problem(['sentences', i], 'a supported sentence must cite what it rests on')
      if (support !== 'supported' && why === undefined)
        problem(['sentences', i, 'why'], `a sentence that is ${support} must say why`)
    }
  })

export type ChestReading = z.infer<typeof chestReadingSchema>
export type ReadingArtifact = ChestReading['artifacts'][number]
export type ReadingFinding = ChestReading['findings'][number]
export type ReadingSentence = ChestReading['sentences'][number]
