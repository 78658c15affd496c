import { beforeAll, expect, suite, test } from 'vitest'
import { type Condition, type Knowledge, shippedKnowledge } from '../../cases/index.ts'
import { conditionsWith, findCondition, findingsThatSeparate, otherNames } from './lookup.ts'
import { type SearchIndex, searchIndex } from './search-index.ts'

let knowledge: Knowledge
let search: SearchIndex
beforeAll(async () => {
  knowledge = await shippedKnowledge()
  search = searchIndex(knowledge)
})

const named = (...names: string[]): Condition[] =>
  names.flatMap(name => findCondition(name, knowledge) ?? expect.fail(name))

suite('a condition', () => {
  test('is found by each of its names, and by no name of another', () => {
    for (const condition of knowledge.conditions.values())
      for (const name of [condition.name, ...otherNames(condition, knowledge)])
        expect(findCondition(name, knowledge)?.name, name).toBe(condition.name)
  })

  test('is found whatever the case, accents and punctuation', () => {
    expect(
      named('guillain barre SYNDROME', 'embolie pulmonaire', ' Heart attack. ').map(c => c.name),
    ).toEqual(['Guillain-Barré syndrome', 'Pulmonary embolism', 'Possible NSTEMI / STEMI'])
  })

  test('that the base does not have is not found', () => {
    for (const name of ['', '?', 'gout', 'pneumonia of the dog', '__proto__', 'x'.repeat(10_000)])
      expect(findCondition(name, knowledge)).toBeUndefined()
  })
})

suite('findings that separate', () => {
  test('pulmonary embolism and pericarditis, worked out from the release file by hand', () => {
    const { separating, shared } = findingsThatSeparate(
      named('Pulmonary embolism', 'Pericarditis'),
      knowledge,
    )
    const of = (name: string) =>
      separating.filter(({ listedFor }) => listedFor[0]?.name === name).map(({ evidence }) => evidence.code)
    expect(of('Pulmonary embolism').sort()).toEqual(
      ['E_152', 'E_151', 'E_159', 'E_45', 'E_34', 'E_109', 'E_196', 'E_110', 'E_100'].sort(),
    )
    expect(of('Pericarditis').sort()).toEqual(['E_217', 'E_155', 'E_0', 'E_3'].sort())
    expect(shared.map(({ code }) => code).sort()).toEqual(
      ['E_55', 'E_53', 'E_57', 'E_54', 'E_59', 'E_56', 'E_58', 'E_220', 'E_66', 'E_204'].sort(),
    )
  })

  test('come with those first that few conditions list', () => {
    const { separating } = findingsThatSeparate(named('PE', 'Pericarditis', 'Pneumonia'), knowledge)
    const counts = separating.map(({ listedByAll }) => listedByAll)
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    for (const { evidence, listedFor, notListedFor, listedByAll } of separating) {
      expect(listedFor.length + notListedFor.length).toBe(3)
      expect(conditionsWith(evidence.code, knowledge)).toHaveLength(listedByAll)
    }
  })

  test('are the same evidences in whichever order the conditions are given', () => {
    const codes = (...names: string[]) =>
      findingsThatSeparate(named(...names), knowledge).separating.map(({ evidence }) => evidence.code)
    expect(codes('PE', 'Pericarditis')).toEqual(codes('Pericarditis', 'PE'))
  })
})

suite('the search', () => {
  const first = (query: string) => search(query, { limit: 1 })[0]?.id

  test('puts the name that was asked for first, for every condition', () => {
    for (const { name } of knowledge.conditions.values())
      expect(search(name, { limit: 1, kind: 'condition' })[0]?.id).toBe(name)
  })

  test('finds by synonym, French name, ICD-10 code, finding and with a slip of spelling', () => {
    expect(first('flu')).toBe('Influenza')
    expect(first('pericardite')).toBe('Pericarditis')
    expect(first('J93')).toBe('Spontaneous pneumothorax')
    expect(first('coughing up blood')).toBe('E_45')
    expect(first('pneumotorax')).toBe('Spontaneous pneumothorax')
  })

  test('keeps to its limit and kind', () => {
    const hits = search('chest pain', { limit: 3, kind: 'condition' })
    expect(hits).toHaveLength(3)
    expect(hits.every(({ kind }) => kind === 'condition')).toBe(true)
  })

  test('finds nothing where there are no words', () => {
    for (const query of ['', '!!!', '* & = ("']) expect(search(query, { limit: 5 })).toEqual([])
  })
})
