/**
 * Phantoms drawn on the fly, held out: their seeds begin with `cxr-test/`, which nothing that trains uses. Every label
 * is known, support devices too, and where each finding lies.
 */
import { type Card, type Case, embedMedia, PraxisError, xrvLabels } from '../../cases/index.ts'
import { drawPhantom, phantomBuilder } from '../../forge/index.ts'
import { encodePng } from '../../imaging/index.ts'
import type { Dataset, Settings } from '../benchmark.ts'
import { placesOf } from './places.ts'
import { radiographCase } from './radiograph-case.ts'

export const phantomsName = 'phantoms'

const seedPrefix = 'cxr-test/'
/** Width and height in pixels. */
const size = 224
const mostPhantoms = 1_000_000
export const defaultCount = '1000'

/** Throws `bad-usage` for a count that is none. */
export function heldOutPhantoms({ count: asked = '' }: Settings): Dataset {
  const count = Number(asked)
  if (!Number.isInteger(count) || count < 1 || count > mostPhantoms)
    throw new PraxisError('bad-usage', `count cannot be ${JSON.stringify(asked)}`, 'give a whole number')
  return {
    name: phantomsName,
    card,
    fingerprint: `phantoms/builder ${phantomBuilder}/${seedPrefix}/${size}`,
    cases: async function* () {
      for (let n = 0; n < count; n++) yield { ok: true, case: await phantomCase(n) }
    },
    count,
  }
}

async function phantomCase(n: number): Promise<Case> {
  const { image, labels, findings, devices, patient } = drawPhantom(`${seedPrefix}${n}`, { size })
  const asked = [...xrvLabels, 'Support Devices' as const]
  const holds = (label: (typeof asked)[number]) =>
    label === 'Support Devices' ? devices.length > 0 : labels[label] === 1
  return radiographCase({
    id: `phantom-${n}`,
    patient: `phantom-${n}`,
    image: embedMedia('image', await encodePng(image), 'image/png'),
    labels: { present: asked.filter(holds), absent: asked.filter(label => !holds(label)), asked },
    view: patient.view,
    places: placesOf(findings),
  })
}

const card: Card = {
  name: 'Phantoms: held-out drawn chest radiographs with exact truth',
  version: `builder ${phantomBuilder}, seeds ${seedPrefix}N, ${size} pixels`,
  licence: 'CC0-1.0',
  access: 'open',
  citation:
    'Drawn by Praxis. Labels of TorchXRayVision, structures by the names of ChestX-Det, label hierarchy after CheXpert (J. Irvin et al., AAAI 2019).',
  source: 'Computed from shapes when the run is made; nobody is portrayed.',
  intendedUse:
    'Measuring programs that read radiographs where no patient picture may be shipped. Research; not a medical device.',
  limits:
    'PHANTOMS, not radiographs: what works on them need not work on patients, and models trained on phantoms have seen their like. Frequencies, sizes and combinations of findings are chosen, not observed. A finding may be too faint to see, and is labelled all the same.',
}
