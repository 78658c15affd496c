import { expect, suite, test } from 'vitest'
import { decode, renderSvg } from '../../imaging/index.ts'
import { drawFace } from './draw/draw-face.ts'
import { answerOf } from './items.ts'
import { questions } from './questions.ts'
import { sampleFaces } from './sample-faces.ts'
import { type Face, type Trait, traitNames, traits } from './traits.ts'

const plain: Face = {
  occlusion: 'None',
  occluder: 'Cup',
  faceMask: 'None',
  eyeMask: 'None',
  glasses: 'None',
  lens: 'Clear',
  rimColor: 'Black',
  headphones: 'None',
  hat: 'None',
  hatColor: 'Red',
  badge: 'None',
  blurriness: 'Clear',
  neckwear: 'None',
  neckwearColor: 'Red',
  skin: 'Fair',
  hairstyle: 'Undercut',
  hairLength: 'Short',
  hairCurl: 'Straight',
  hairColor: 'Black',
  sideburns: 'No',
  browColor: 'Black',
  browThickness: 'Thick',
  browShape: 'Straight',
  pupilColor: 'Blue',
  gaze: 'Forward',
  eyelashes: 'Short',
  eyelid: 'Single',
  eyeBags: 'No',
  eyeDistance: 'Medium',
  noseSize: 'Small',
  lipColor: 'Red',
  lipThickness: 'Thick',
  teeth: 'No',
  tongue: 'None',
  beard: 'None',
  beardColor: 'Black',
  mustache: 'None',
  mustacheColor: 'Black',
  cheekColor: 'Same color as skin',
  dimples: 'No',
  chinCleft: 'No',
  blemish: 'None',
  wrinkles: 'None',
  headRoll: 'Upright',
  hairWear: 'None',
  hairWearColor: 'Red',
  earrings: 'None',
  earringColor: 'Gold',
  pendant: 'None',
  special: 'None',
  top: 'T-shirt',
  topColor: 'Green',
  background: 'Plain',
  backgroundColor: 'Gray',
  lightDirection: 'Front',
  lightIntensity: 'Medium',
  emotion: 'Neutral',
  smile: 'Closed',
  ageGroup: '20-29',
  ageDigit: '1',
  sex: 'Female',
}

/** What must be there for a trait to show. */
const scenes: Partial<Record<Trait, Partial<Face>>> = {
  occluder: { occlusion: 'Mouth' },
  lens: { glasses: 'Round' },
  rimColor: { glasses: 'Round' },
  hatColor: { hat: 'Sports' },
  neckwearColor: { neckwear: 'Scarf' },
  hairLength: { hairstyle: 'Side-parted' },
  hairCurl: { hairstyle: 'Side-parted', hairLength: 'Long' },
  teeth: { emotion: 'Fear' },
  tongue: { emotion: 'Surprise' },
  beardColor: { beard: 'Full beard' },
  mustacheColor: { mustache: 'Walrus' },
  hairWearColor: { hairWear: 'Crown' },
  earringColor: { earrings: 'Hoop' },
  pendant: { neckwear: 'Necklace', neckwearColor: 'Yellow' },
  smile: { emotion: 'Happiness' },
  ageGroup: { badge: 'Shown' },
  ageDigit: { badge: 'Shown' },
  sex: { badge: 'Shown' },
}

const width = 160
const drawn = new Map<string, Promise<Uint8Array>>()

function pixelsOf(face: Face): Promise<Uint8Array> {
  const svg = drawFace(face)
  const known =
    drawn.get(svg) ?? renderSvg(svg, width).then(async png => Uint8Array.from((await decode(png)).samples))
  drawn.set(svg, known)
  return known
}

/** Pixels in which a channel differs by more than 40 of 255. */
function differing(a: Uint8Array, b: Uint8Array): number {
  const channels = a.length / width ** 2
  let count = 0
  for (let i = 0; i < a.length; i += channels)
    if ([0, 1, 2].some(c => Math.abs((a[i + c] ?? 0) - (b[i + c] ?? 0)) > 40)) count++
  return count
}

suite('every value of every trait', () => {
  for (const trait of traitNames)
    test(`shows in the picture: ${trait}`, async () => {
      const values: readonly string[] = traits[trait]
      const pictures = await Promise.all(
        values.map(value => pixelsOf({ ...plain, ...scenes[trait], [trait]: value })),
      )
      for (const [i, one] of pictures.entries())
        for (const [j, other] of pictures.entries())
          if (i < j)
            expect([values[i], values[j], differing(one, other) > 8]).toEqual([values[i], values[j], true])
    })
})

/** What hides, and what it hides. */
const coverings: [what: Partial<Face>, hidden: Trait[]][] = [
  ...traits.occluder.map((occluder): [Partial<Face>, Trait[]] => [
    { occlusion: 'Mouth', occluder },
    ['lipColor', 'lipThickness'],
  ]),
  [
    { faceMask: 'White' },
    ['lipColor', 'lipThickness', 'teeth', 'tongue', 'noseSize', 'cheekColor', 'dimples'],
  ],
  [{ faceMask: 'Blue' }, ['chinCleft', 'blemish', 'mustache']],
  [{ eyeMask: 'Red' }, ['pupilColor', 'gaze', 'eyelashes', 'eyelid', 'eyeBags']],
  ...(['Round', 'Square', 'Aviator', 'Cat eye'] as const).map((glasses): [Partial<Face>, Trait[]] => [
    { glasses, lens: 'Dark' },
    ['pupilColor', 'gaze', 'eyelashes', 'eyelid', 'eyeBags'],
  ]),
  [{ hat: 'Casual' }, ['hairstyle', 'hairColor', 'sideburns']],
  [{ headphones: 'Red' }, ['earrings']],
  [{ beard: 'Goatee' }, ['chinCleft']],
  [{ beard: 'Long full beard' }, ['chinCleft']],
  [{}, ['ageGroup', 'sex']],
]

suite('what is said not to be visible', () => {
  for (const [what, hidden] of coverings)
    test(`leaves no trace: ${hidden.join(', ')} under ${JSON.stringify(what)}`, async () => {
      for (const emotion of ['Surprise', 'Fear'] as const)
        for (const trait of hidden) {
          const face: Face = { ...plain, emotion, teeth: 'Yes', ...what }
          const values: readonly string[] = traits[trait]
          const pictures = await Promise.all(values.map(value => pixelsOf({ ...face, [trait]: value })))
          for (const [i, other] of pictures.entries())
            expect([trait, values[i], differing(pictures[0] ?? other, other)]).toEqual([trait, values[i], 0])
        }
    })

  test('is the answer, and nothing follows from it', () => {
    const answers = (face: Partial<Face>, id: string) => {
      const question = questions.find(known => known.id === id)
      return question && answerOf(question, { ...plain, ...face })
    }
    expect(answers({}, 'lips_q3')).toBe('Closed')
    expect(answers({ occlusion: 'Mouth' }, 'lips_q3')).toBe('Information not visible')
    expect(answers({ occlusion: 'Mouth' }, 'lips_q0')).toBe('No')
    expect(answers({ occlusion: 'Mouth' }, 'lips_q1')).toBeUndefined()
    expect(answers({ occlusion: 'Left eye' }, 'eyes_q1')).toBe('No')
    expect(answers({ occlusion: 'Left eye' }, 'eyes_q2')).toBe('Yes')
    expect(answers({ occlusion: 'Left eye' }, 'emotion_q0')).toBeUndefined()
    expect(answers({ beard: 'Goatee', beardColor: 'Red' }, 'beard_q1')).toEqual(['Red'])
    expect(answers({ beardColor: 'Red' }, 'beard_q1')).toBeUndefined()
    expect(answers({ blurriness: 'Slightly blurred' }, 'eyebrows_q1')).toBeUndefined()
    expect(answers({ badge: 'Shown', sex: 'Male' }, 'gender_q0')).toBe('Male')
    expect(answers({ sex: 'Male' }, 'gender_q0')).toBe('Information not visible')
    expect(answers({ emotion: 'Happiness', smile: 'Open' }, 'action-unit_q0')).toEqual([
      'AU6 (cheek raiser)',
      'AU12 (lip corner puller)',
      'AU25 (lips part)',
    ])
  })
})

suite('an answer', () => {
  test('follows from the traits that its question names and from what hides, from nothing else', () => {
    const hiding: Trait[] = [
      'occlusion',
      'faceMask',
      'eyeMask',
      'glasses',
      'lens',
      'headphones',
      'hat',
      'badge',
    ]
    const deciding: Trait[] = [
      ...hiding,
      'blurriness',
      'neckwear',
      'hairstyle',
      'hairLength',
      'beard',
      'top',
      'emotion',
      'smile',
      'lightDirection',
    ]
    const faces = sampleFaces(40, 5).map(({ face }) => face)
    for (const [i, face] of faces.entries())
      for (const question of questions) {
        const donor = faces[(i + 7) % faces.length] ?? face
        const roots = questions.filter(({ id }) => id === question.after).flatMap(({ uses }) => uses)
        const kept = new Set<Trait>([...deciding, ...question.uses, ...roots])
        const other = Object.fromEntries(traitNames.map(t => [t, (kept.has(t) ? face : donor)[t]])) as Face
        expect([question.id, answerOf(question, other)]).toEqual([question.id, answerOf(question, face)])
      }
  })

  test('is one of the options, for every face', () => {
    for (const { face } of sampleFaces(40, 9))
      for (const question of questions) {
        const answer = [answerOf(question, face) ?? []].flat()
        if (question.type !== 'OEQ')
          for (const right of answer)
            expect([
              question.id,
              ...question.options,
              ...(question.mayHide ? ['Information not visible'] : []),
            ]).toContain(right)
      }
  })
})

suite('faces drawn by lot', () => {
  test('use the values evenly and are never twice the same', () => {
    const faces = sampleFaces(120, 2)
    expect(new Set(faces.map(({ face }) => JSON.stringify(face))).size).toBe(120)
    expect(faces.filter(({ split }) => split === 'test')).toHaveLength(80)
    const emotions = Map.groupBy(faces, ({ face }) => face.skin)
    for (const group of emotions.values()) expect(Math.abs(group.length - 30)).toBeLessThanOrEqual(2)
  })

  test('are refused where there are not enough of them', () => {
    const single = Object.fromEntries(traitNames.map(trait => [trait, [plain[trait]]]))
    expect(() => sampleFaces(3, 1, single)).toThrow('too few')
  })
})
