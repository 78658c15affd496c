/**
 * A reading as the content of a measurement report (PS3.16, TID 1500): a group for each finding (TID 1501), mask
 * (TID 1410) and measurement (TID 1501), and the sentences as text evaluations.
 *
 * A label is the *Finding* of a group only where it is present. Whatever its state, it is told as an evaluation with
 * that label as its name and Present, Absent or Undetermined as its value, so that no reader takes a denial for a finding.
 */
import type { ChestReading, ReadingArtifact, ReadingFinding, ReadingSentence } from '../../cases/index.ts'
import type { Code } from '../seg/segment.ts'
import { uidOf } from '../seg/uid.ts'
import type { ContentItem, ReferencedObject, Relationship } from './content.ts'
import {
  findingSite,
  labelCode,
  laterality,
  ownCode,
  sideCode,
  singleChestView,
  siteOf,
  stateCode,
} from './cxr-codes.ts'

const dcm = (value: string, meaning: string): Code => ({ value, scheme: 'DCM', meaning })

/** `masks`: where each mask of the reading is segmented, by the id of its artifact. */
export function measurementReport(
  reading: ChestReading,
  masks: ReadonlyMap<string, ReferencedObject>,
): ContentItem {
  const image = sourceImage(reading)
  const drawn = reading.artifacts.flatMap(artifact => {
    const segment = artifact.kind === 'mask' ? masks.get(artifact.id) : undefined
    return segment && image ? [maskGroup(reading, artifact, segment, image)] : []
  })
  const measured = reading.artifacts.filter(({ kind }) => kind === 'measurement')
  const groups = [
    ...reading.findings.map(finding => findingGroup(reading, finding)),
    ...drawn,
    ...measured.map(artifact => measurementGroup(reading, artifact)),
  ]
  return {
    type: 'CONTAINER',
    name: dcm('126000', 'Imaging Measurement Report'),
    template: '1500',
    children: [
      code('HAS CONCEPT MOD', dcm('121049', 'Language of Content Item and Descendants'), {
        value: 'en',
        scheme: 'RFC5646',
        meaning: 'English',
      }),
      ...observer(reading),
      code('HAS CONCEPT MOD', dcm('121058', 'Procedure reported'), singleChestView),
      ...(image ? [imageLibrary(image)] : []),
      ...(groups.length === 0 ? [] : [container(dcm('126010', 'Imaging Measurements'), undefined, groups)]),
      container({ value: 'C0034375', scheme: 'UMLS', meaning: 'Qualitative Evaluations' }, undefined, [
        ...reading.sentences.map(sentenceItem),
        ...remarks(reading).map(remark => text('CONTAINS', dcm('121106', 'Comment'), remark)),
      ]),
    ],
  }
}

/** What a reader must know beside the sentences: the notice, the depth, who failed. */
export function remarks({ notice, outOfDepth, failures }: ChestReading): string[] {
  const { score, threshold, is, why } = outOfDepth
  return [
    notice,
    ...(is
      ? [`Out of its depth: score ${score} over ${threshold}${why === undefined ? '' : `; ${why}`}`]
      : []),
    ...failures.map(({ agent, reason }) => `No answer from ${agent}: ${reason}`),
  ]
}

/** The sentence, and what is wrong with it. */
export function markedSentence({ text, support, why }: ReadingSentence): string {
  return support === 'supported' ? text : `${text} [${support}${why === undefined ? '' : `: ${why}`}]`
}

function sentenceItem(sentence: ReadingSentence): ContentItem {
  const name = sentence.section === 'impression' ? dcm('121073', 'Impression') : dcm('121071', 'Finding')
  return text('CONTAINS', name, markedSentence(sentence))
}

/** The device that observed (TID 1004). It is known by its name and version, and so is its identifier. */
function observer({ software: { name, version } }: ChestReading): ContentItem[] {
  return [
    code('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121007', 'Device')),
    {
      type: 'UIDREF',
      as: 'HAS OBS CONTEXT',
      name: dcm('121012', 'Device Observer UID'),
      uid: uidOf(JSON.stringify(['device', name, version])),
    },
    text('HAS OBS CONTEXT', dcm('121013', 'Device Observer Name'), name),
    text('HAS OBS CONTEXT', dcm('121015', 'Device Observer Model Name'), `${name} ${version}`),
  ]
}

export function sourceImage({ image: { source } }: ChestReading): ReferencedObject | undefined {
  return (
    source && {
      sopClass: source.sopClass,
      sopInstance: source.instance,
      series: source.series,
      study: source.study,
    }
  )
}

function imageLibrary(image: ReferencedObject): ContentItem {
  return container(dcm('111028', 'Image Library'), undefined, [
    container(dcm('126200', 'Image Library Group'), undefined, [
      { type: 'IMAGE', as: 'CONTAINS', name: dcm('121324', 'Source image'), image },
    ]),
  ])
}

function findingGroup(reading: ChestReading, finding: ReadingFinding): ContentItem {
  const { label, state, probability, location, side } = finding
  const named = location === undefined || location === 'Other' ? undefined : siteOf(location)
  return group('1501', reading, `finding ${label}`, [
    ...(state === 'present' ? [code('CONTAINS', dcm('121071', 'Finding'), labelCode(label))] : []),
    ...site(named?.site, side === undefined ? named?.side : sideCode(side)),
    number(dcm('111012', 'Certainty of Finding'), percentage(probability), percent, reading.software),
    code('CONTAINS', labelCode(label), stateCode(state)),
  ])
}

function maskGroup(
  reading: ChestReading,
  { id, label, structure, tool }: ReadingArtifact,
  segment: ReferencedObject,
  image: ReferencedObject,
): ContentItem {
  const where = structure === undefined ? undefined : siteOf(structure)
  const shown = reading.findings.some(finding => finding.label === label && finding.state === 'present')
  return group('1410', reading, `mask ${id}`, [
    ...(label !== undefined && shown ? [code('CONTAINS', dcm('121071', 'Finding'), labelCode(label))] : []),
    ...algorithm(tool),
    ...site(where?.site, where?.side),
    { type: 'IMAGE', as: 'CONTAINS', name: dcm('121214', 'Referenced Segmentation Frame'), image: segment },
    { type: 'IMAGE', as: 'CONTAINS', name: dcm('121233', 'Source image for segmentation'), image },
  ])
}

function measurementGroup(
  reading: ChestReading,
  { id, measures = '', value = 0, unit = '1', structure, tool }: ReadingArtifact,
): ContentItem {
  const where = structure === undefined ? undefined : siteOf(structure)
  return group('1501', reading, `measurement ${id}`, [
    ...site(where?.site, where?.side),
    number(ownCode(measures), value, unitCode(unit), tool),
  ])
}

/** Of a thing in this picture, so that two readings of one picture share it. */
export function trackingOf({ image }: ChestReading, id: string): { id: string; uid: string } {
  return { id, uid: uidOf(JSON.stringify(['tracked', image.sha256, id])) }
}

function group(
  template: string,
  reading: ChestReading,
  tracked: string,
  children: ContentItem[],
): ContentItem {
  const { id, uid } = trackingOf(reading, tracked)
  return container(dcm('125007', 'Measurement Group'), template, [
    text('HAS OBS CONTEXT', dcm('112039', 'Tracking Identifier'), id),
    {
      type: 'UIDREF',
      as: 'HAS OBS CONTEXT',
      name: dcm('112040', 'Tracking Unique Identifier'),
      uid,
    },
    ...children,
  ])
}

/** Without the noise of binary fractions. */
function percentage(share: number): number {
  return Number((share * 100).toFixed(6))
}

const percent: Code = { value: '%', scheme: 'UCUM', meaning: 'Percent' }

function unitCode(unit: string): Code {
  return { value: unit, scheme: 'UCUM', meaning: unit === '1' ? 'no units' : unit }
}

function site(where: Code | undefined, side: Code | undefined): ContentItem[] {
  if (where === undefined) return side === undefined ? [] : [code('CONTAINS', laterality, side)]
  const children = side === undefined ? [] : [code('HAS CONCEPT MOD', laterality, side)]
  return [{ ...code('CONTAINS', findingSite, where), as: 'HAS CONCEPT MOD', children }]
}

/** Which algorithm gave it (TID 4019). */
function algorithm({ name, version }: ReadingArtifact['tool']): ContentItem[] {
  return [
    text('HAS CONCEPT MOD', dcm('111001', 'Algorithm Name'), name),
    text('HAS CONCEPT MOD', dcm('111003', 'Algorithm Version'), version),
  ]
}

function number(name: Code, value: number, unit: Code, by: ReadingArtifact['tool']): ContentItem {
  return { type: 'NUM', as: 'CONTAINS', name, value, unit, children: algorithm(by) }
}

function code(as: Relationship, name: Code, value: Code): ContentItem {
  return { type: 'CODE', as, name, code: value }
}

function text(as: Relationship, name: Code, value: string): ContentItem {
  return { type: 'TEXT', as, name, text: value }
}

function container(name: Code, template: string | undefined, children: ContentItem[]): ContentItem {
  return { type: 'CONTAINER', as: 'CONTAINS', name, ...(template !== undefined && { template }), children }
}
