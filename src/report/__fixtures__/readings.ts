/** Readings written by hand, as an agent would give them, on a radiograph that ships and on a DICOM instance. */
import { readFile } from 'node:fs/promises'
import { type ChestReading, hashBytes, shippedPath } from '../../cases/index.ts'

const picture = await readFile(shippedPath('segment-mini/images/lung-1_X-ray_chest.png'))
const lungs = await readFile(shippedPath('segment-mini/masks/lung-1_X-ray_chest_lungs.png'))

/** What the readings name, by hash. */
export const media = new Map([picture, lungs].map(bytes => [hashBytes(bytes), bytes]))

const findings = { name: 'cxr-findings', version: '1.2.0' }
const anatomy = { name: 'cxr-anatomy', version: '0.9.1' }
const locate = { name: 'cxr-locate', version: '2.0.0' }

/** Two findings, one denied, one sentence without support, one that the tools contradict. */
export const plain: ChestReading = {
  image: { sha256: hashBytes(picture), width: 256, height: 256, view: 'PA' },
  artifacts: [
    { id: 'p1', kind: 'probability', label: 'Cardiomegaly', value: 0.91, tool: findings, agent: 'built-in' },
    { id: 'p2', kind: 'probability', label: 'Effusion', value: 0.55, tool: findings, agent: 'built-in' },
    { id: 'p3', kind: 'probability', label: 'Effusion', value: 0.2, tool: locate, agent: 'densenet' },
    { id: 'p4', kind: 'probability', label: 'Pneumothorax', value: 0.03, tool: findings, agent: 'built-in' },
    { id: 'm1', kind: 'mask', structure: 'Left Lung', media: hashBytes(lungs), tool: anatomy, agent: 'anatomy' },
    {
      id: 'h1',
      kind: 'heat-map',
      label: 'Effusion',
      media: hashBytes(lungs),
      tool: locate,
      agent: 'locator',
    },
    {
      id: 'r1',
      kind: 'measurement',
      measures: 'Cardiothoracic ratio',
      structure: 'Heart',
      value: 0.583,
      unit: '1',
      tool: anatomy,
      agent: 'anatomy',
    },
    { id: 'd1', kind: 'out-of-distribution', value: 0.4, tool: findings, agent: 'built-in' },
  ],
  findings: [
    {
      label: 'Cardiomegaly',
      probability: 0.91,
      state: 'present',
      location: 'Heart',
      side: 'midline',
      agents: { 'built-in': 0.91, densenet: 0.88 },
      artifacts: ['p1', 'r1'],
    },
    {
      label: 'Effusion',
      probability: 0.45,
      state: 'uncertain',
      location: 'Left Lung',
      side: 'left',
      agents: { 'built-in': 0.55, densenet: 0.2 },
      artifacts: ['p2', 'p3', 'h1'],
    },
    {
      label: 'Pneumothorax',
      probability: 0.03,
      state: 'absent',
      agents: { 'built-in': 0.03 },
      artifacts: ['p4'],
    },
  ],
  sentences: [
    {
      section: 'airway',
      text: 'The trachea is midline.',
      artifacts: [],
      support: 'unsupported',
      why: 'no tool looked at it',
    },
    { section: 'breathing', text: 'No pneumothorax.', artifacts: ['p4'], support: 'supported' },
    {
      section: 'cardiac',
      text: 'The heart is enlarged, with a cardiothoracic ratio of 0.58.',
      artifacts: ['p1', 'r1'],
      support: 'supported',
    },
    {
      section: 'diaphragm',
      text: 'A left pleural effusion.',
      artifacts: ['p2', 'p3', 'h1'],
      support: 'contradicted',
      why: 'densenet gives it a probability of 0.2',
    },
    { section: 'impression', text: 'Cardiomegaly.', artifacts: ['p1', 'r1'], support: 'supported' },
  ],
  failures: [{ agent: 'reporter', reason: 'no answer within 5 s' }],
  outOfDepth: { score: 0.4, threshold: 1, is: false },
  notice: 'Research use, not a medical device. No person has read this.',
  software: { name: 'Praxis', version: '0.1.0' },
  at: '2026-01-02T03:04:05Z',
}

/** The same on a DICOM instance. */
export const dicom: ChestReading = {
  ...plain,
  image: {
    ...plain.image,
    source: {
      study: '2.25.11',
      series: '2.25.12',
      instance: '2.25.13',
      sopClass: '1.2.840.10008.5.1.4.1.1.1',
      modality: 'CR',
    },
  },
}

/** Unlike anything that the tools know: nothing is found. */
export const outOfDepth: ChestReading = {
  ...plain,
  artifacts: plain.artifacts.filter(({ kind }) => kind === 'out-of-distribution'),
  findings: [],
  sentences: [],
  failures: [],
  outOfDepth: { score: 7.3, threshold: 1, is: true, why: 'it is no frontal chest radiograph' },
}

/** Every agent failed. */
export const failed: ChestReading = {
  ...plain,
  artifacts: [],
  findings: [],
  sentences: [],
  failures: [
    { agent: 'built-in', reason: 'gave NaN' },
    { agent: 'anatomy', reason: 'no answer within 5 s' },
  ],
}

/** Text that means mischief in HTML, DICOM, FHIR or a file name. */
const mischief = `<script>alert("1")</script> \\ & \u0000\u0007 ${'é漢😀'.repeat(40)} ]]> \ud800`

export const hostile: ChestReading = {
  ...dicom,
  artifacts: dicom.artifacts.map(artifact => ({
    ...artifact,
    id: `${artifact.id}${mischief}`,
    agent: mischief,
    tool: { name: mischief, version: mischief },
    ...(artifact.measures !== undefined && { measures: mischief }),
  })),
  findings: dicom.findings.map(finding => ({
    ...finding,
    agents: { [mischief]: 0.5 },
    artifacts: finding.artifacts.map(id => `${id}${mischief}`),
  })),
  sentences: dicom.sentences.map(sentence => ({
    ...sentence,
    text: mischief,
    artifacts: sentence.artifacts.map(id => `${id}${mischief}`),
    ...(sentence.why !== undefined && { why: mischief }),
  })),
  failures: [{ agent: mischief, reason: mischief }],
  outOfDepth: { score: 1e300, threshold: 1e-300, is: true, why: mischief },
  notice: mischief,
  software: { name: mischief, version: mischief },
}

export const readings = { plain, dicom, 'out-of-depth': outOfDepth, failed, hostile }
