/**
 * Faces with evenly used values: trait by trait, each face takes the value that is furthest behind its share (by
 * weight) among those that can be drawn beside what it already has; near ties fall by lot. A use counts only where
 * the value shows, so what is asked stays even although much is hidden.
 */
import { random } from '../../cases/index.ts'
import { unitsOf } from './action-units.ts'
import { type Face, fits, type Trait, traitNames, traits, weights } from './traits.ts'
import { look } from './visible.ts'

/** The values that may be used, by trait; all of a trait that is not named. */
export type Wanted = Partial<Record<Trait, readonly string[]>>

export type DrawnFace = { split: 'test' | 'train'; face: Face }

/** Where a value of the trait shows; everywhere for a trait that is not named. */
const shows: Partial<Record<Trait, (face: Face) => boolean>> = {
  occluder: face => face.occlusion !== 'None',
  lens: face => face.glasses !== 'None',
  rimColor: face => face.glasses !== 'None',
  hatColor: face => face.hat !== 'None',
  neckwearColor: face => face.neckwear !== 'None',
  hairstyle: face => look(face, 'topOfHead') === 'visible',
  hairColor: face => face.hairstyle !== 'Bald' && look(face, 'hair') === 'visible',
  pupilColor: face => look(face, 'eyes') === 'visible',
  gaze: face => look(face, 'eyes') === 'visible',
  beard: face => look(face, 'beard') === 'visible',
  beardColor: face => face.beard !== 'None' && look(face, 'beard') === 'visible',
  mustache: face => look(face, 'mustache') === 'visible',
  mustacheColor: face => face.mustache !== 'None' && look(face, 'mustache') === 'visible',
  earrings: face => look(face, 'ears') === 'visible',
  earringColor: face => face.earrings !== 'None' && look(face, 'ears') === 'visible',
  hairWearColor: face => face.hairWear !== 'None',
  pendant: face => face.neckwear === 'Necklace',
  ageGroup: face => face.badge === 'Shown',
  sex: face => face.badge === 'Shown',
  emotion: face => look(face, 'expression') === 'visible',
  smile: face => face.emotion === 'Happiness',
  teeth: face => unitsOf(face).has(25),
  tongue: face => unitsOf(face).has(25),
  lightIntensity: face => face.lightDirection === 'Front',
}

/**
 * As many faces as asked, two in three for testing (rounded up), no two alike. Deterministic by seed.
 * Throws RangeError where the wanted values leave too few different faces.
 */
export function sampleFaces(count: number, seed: number, wanted: Wanted = {}): DrawnFace[] {
  const known = new Set<string>()
  const tests = Math.ceil((2 * count) / 3)
  return (['test', 'train'] as const).flatMap(split => {
    const used = new Map<string, number>()
    return Array.from({ length: split === 'test' ? tests : count - tests }, (_, i) => {
      const face = newFace(`facebench ${seed} ${split} ${i}`, used, wanted, known)
      for (const trait of traitNames)
        if (shows[trait]?.(face) ?? true) {
          const key = `${trait} ${face[trait]}`
          used.set(key, (used.get(key) ?? 0) + 1)
        }
      return { split, face }
    })
  })
}

function newFace(name: string, used: ReadonlyMap<string, number>, wanted: Wanted, known: Set<string>): Face {
  for (let attempt = 0; attempt < 100; attempt++) {
    const face = drawLots(`${name} ${attempt}`, used, wanted)
    const key = JSON.stringify(face)
    if (known.has(key)) continue
    known.add(key)
    return face
  }
  throw new RangeError('the wanted values leave too few different faces')
}

function drawLots(name: string, used: ReadonlyMap<string, number>, wanted: Wanted): Face {
  const stream = random(name)
  const drawn: Record<string, string> = {}
  for (const trait of traitNames) {
    const all: readonly string[] = wanted[trait] ?? traits[trait]
    const possible = all.filter(value => fits(trait, value, drawn))
    // What was wanted may not go together: then the first value, which always fits, keeps the picture true.
    const values = possible.length > 0 ? possible : [traits[trait][0]]
    const weight = (value: string) => weights[trait]?.[value] ?? 1
    const use = (value: string) => used.get(`${trait} ${value}`) ?? 0
    const weightOfAll = values.reduce((sum, value) => sum + weight(value), 0)
    const uses = values.reduce((sum, value) => sum + use(value), 0)
    // How far a value is behind its share of the uses, this one counted.
    const lag = (value: string) =>
      (weight(value) / weightOfAll) * (uses + 1) - use(value) + 0.5 * stream.unit()
    const ranked = values.map(value => ({ value, lag: lag(value) }))
    drawn[trait] = ranked.reduce((best, next) => (next.lag > best.lag ? next : best)).value
  }
  return drawn as Face
}
