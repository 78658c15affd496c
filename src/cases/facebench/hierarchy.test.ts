import { expect, suite, test } from 'vitest'
import {
  countFaceHierarchy,
  type FaceAttribute,
  faceAttributes,
  faceHierarchyProblems,
  findFacePart,
} from './hierarchy.ts'

/** What the tables, figures and example rows of FaceBench show, by attribute id. */
const partsOfView = {
  Appearance:
    'beard cheeks chin ears eyebrows eyes forehead hair head-pose inside-of-mouth jawline lips mustache neck nose sideburns skin',
  Accessories:
    'earring eye-mask face-mask glasses hair-wear hat headphones mask necklace scarf special-accessories tie top',
  Surrounding: 'background blurriness lighting occlusion',
  Psychology: 'emotion action-unit',
  Identity: 'age gender race',
}
const below: Record<string, string> = {
  beard: 'color density length area',
  cheeks: 'color shape cheekbones dimples',
  eyes: 'left-eye right-eye eyelid eyelid/type eyelash eyelash/length pupil pupil/color bags-under-eyes bags-under-eyes/type shape gaze-direction eye-distance',
  hair: 'bangs bangs/type bangs/length bangs/density hairline hairline/height hairline/type loss curl color length quality hairstyle',
  skin: 'wrinkles wrinkles/type blemish color face-shape obesity-level firmness texture',
  glasses: 'rim rim/type frame frame/material color type size transparency shape',
  hat: 'brim brim/type crown crown/type type size color',
  necklace: 'pendant pendant/color number color size material',
  lighting: 'type direction intensity',
  occlusion: 'occlusion-object',
}
const values: Record<string, string> = {
  emotion: 'Surprise, Fear, Disgust, Happiness, Sadness, Anger, Neutral',
  'action-unit': 'AU1, AU2, AU4, AU5, AU6, AU7, AU9',
  race: 'Black, White, Latino, Indian, East Asian, Southeast Asian, Middle Eastern White',
  age: '0-2, 3-9, 10-19, 20-29, 30-39, 40-49, 50-59, 60-69, 70+',
  gender: 'Male, Female',
  'lighting/direction': 'Back, Front, Upward, Downward, Left-side, Right-side',
  'skin/face-shape': 'Oval, Round, Square, Oblong, Heart, Diamond',
  'eyebrows/shape': 'S-shaped, Hard angled, Soft angled, Straight, Rounded, Messy, Other',
  'nose/nasal-bridge/shape': 'Straight, Convex, Concave',
  'ears/earlobe/type': 'Free, Attached, Partially attached',
  'glasses/shape': 'Oval, Round, Square, Aviator, Cat eye, Browline, Geometric, Other',
  'hat/type': 'Casual, Sports, Safety helmet, Graduate, Professional, National, Other',
  'hair-wear/type': 'Hairpins, Headbands, Headscarf, Wreath, Crown, Veil, Other',
  'earring/type': 'Stud, Hoop, Drop, Other',
  'inside-of-mouth/tongue/color': 'Yellow, Ruddy, Pale, Other',
  'beard/density': 'Dense, Sparse, Medium dense',
  'beard/length': 'Long, Short, Medium length',
  'beard/area': 'Chin area, Side to side, Chin area and side to side',
  'cheeks/color': 'Other color, Flushed, Same as skin',
  'cheeks/shape': 'Full, Sharp, Concave, Flat',
  'cheeks/cheekbones/shape': 'Low, High, Medium',
}

function attribute(id: string): FaceAttribute {
  const found = faceAttributes().find(candidate => candidate.id === id)
  if (found === undefined) throw new Error(`no attribute ${id}`)
  return found
}

suite('the hierarchy of facial attributes', () => {
  test('is at least as large as the published one and breaks no rule', () => {
    const counts = countFaceHierarchy(faceAttributes())
    expect(counts.attributes).toBeGreaterThanOrEqual(211)
    expect(counts.values).toBeGreaterThanOrEqual(701)
    expect(faceHierarchyProblems(faceAttributes())).toEqual([])
  })

  test('has the 39 level-1 attributes of the five views, and no other', () => {
    for (const [view, ids] of Object.entries(partsOfView)) {
      const parts = faceAttributes().filter(a => a.level === 1 && a.view === view)
      expect(parts.map(({ id }) => id).toSorted()).toEqual(ids.split(' ').toSorted())
      expect(parts.every(part => part.verified)).toBe(true)
    }
  })

  test('holds and marks every attribute and value that the authors show', () => {
    for (const [part, names] of Object.entries(below))
      for (const name of names.split(' '))
        expect(attribute(`${part}/${name}`), `${part}/${name}`).toMatchObject({ verified: true })
    for (const [id, names] of Object.entries(values)) {
      const known = attribute(id).values.filter(value => value.verified)
      const spellings = known.flatMap(({ name, also = [] }) => [name, ...also])
      for (const name of names.split(', ')) expect(spellings).toContain(name)
    }
  })

  test('marks nothing else as verified', () => {
    const shown = new Set([
      ...Object.values(partsOfView).flatMap(ids => ids.split(' ')),
      ...Object.entries(below).flatMap(([part, names]) => names.split(' ').map(name => `${part}/${name}`)),
    ])
    // These stand in value lists or example rows only.
    for (const id of ['cheeks/cheekbones/shape', 'ears/earlobe', 'nose/nasal-bridge']) shown.add(id)
    for (const id of ['inside-of-mouth/tongue', 'inside-of-mouth/tongue/color']) shown.add(id)
    const marked = faceAttributes().filter(a => a.verified)
    expect(marked.map(({ id }) => id).filter(id => !shown.has(id))).toEqual([])
    const yesNo = ['beard', 'cheeks', 'cheeks/dimples']
    const valued = faceAttributes().filter(a => a.values.some(value => value.verified))
    const listed = new Set([...Object.keys(values), ...yesNo, 'beard/color'])
    expect(valued.map(({ id }) => id).filter(id => !listed.has(id))).toEqual([])
  })

  test('finds a part by the spellings of question ids and tables', () => {
    for (const name of ['head_pose', 'Head pose', 'headpose'])
      expect(findFacePart(name)?.id).toBe('head-pose')
    expect(findFacePart('bread')?.id).toBe('beard')
    expect(findFacePart('earrings')?.id).toBe('earring')
    expect(findFacePart('shoes')).toBeUndefined()
  })
})

suite('the validator of hierarchies', () => {
  const part: FaceAttribute = {
    id: 'hat',
    view: 'Accessories',
    level: 1,
    name: 'hat',
    verified: true,
    type: 'TFQ',
    values: [
      { name: 'Yes', verified: false },
      { name: 'No', verified: false },
    ],
  }
  const brim: FaceAttribute = { ...part, id: 'hat/brim', parent: 'hat', level: 2, name: 'brim' }
  const shape: FaceAttribute = {
    ...part,
    id: 'hat/brim/shape',
    parent: 'hat/brim',
    level: 3,
    name: 'shape',
    type: 'SCQ',
    values: [
      { name: 'Wide', verified: false },
      { name: 'Narrow', verified: false },
    ],
  }
  const value = (name: string) => ({ name, verified: false })

  test('passes a sound one', () => {
    expect(faceHierarchyProblems([part, brim, shape])).toEqual([])
  })

  test.each<[string, FaceAttribute[], string]>([
    ['a repeated id', [part, part], 'hat: the id is there twice'],
    ['an unknown parent', [shape], 'hat/brim/shape: the parent hat/brim does not come before it'],
    ['a level without a parent', [{ ...part, level: 2 }], 'hat: level 2 needs a parent'],
    [
      'level 2 below level 2',
      [part, brim, { ...shape, level: 2 }],
      'hat/brim/shape: level 2 cannot lie below level 2',
    ],
    [
      'another view',
      [part, { ...brim, view: 'Identity' }],
      'hat/brim: its parent is in the view Accessories',
    ],
    ['an id that is no path', [part, { ...brim, id: 'brim' }], 'brim: the id is not the path of the names'],
    [
      'a repeated value',
      [part, brim, { ...shape, values: [value('Wide'), { ...value('Broad'), also: ['wide'] }] }],
      'hat/brim/shape: a value is there twice',
    ],
    [
      'what is not visible as a value',
      [part, brim, { ...shape, values: [value('Wide'), value('Information not visible')] }],
      'hat/brim/shape: "Information not visible" is no value',
    ],
    [
      'a lone value',
      [part, brim, { ...shape, values: [value('Wide')] }],
      'hat/brim/shape: it needs two values or more',
    ],
    [
      'a TFQ that is none',
      [{ ...part, values: [value('Yes'), value('Maybe')] }],
      'hat: a TFQ has the values Yes and No',
    ],
    [
      'a part about which nothing is asked',
      [{ ...part, type: undefined, values: [] }],
      'hat: without a type it needs children, and no values',
    ],
  ])('names %s', (_, attributes, problem) => {
    expect(faceHierarchyProblems(attributes)).toContain(problem)
  })
})
