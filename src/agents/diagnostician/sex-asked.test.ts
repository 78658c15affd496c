import { expect, suite, test } from 'vitest'
import { readDdxplus } from '../../cases/index.ts'
import { sexAsked } from './sex-asked.ts'

suite('whom a finding can be asked of', () => {
  test('women alone, for five that ship, and no man among the patients shows one', async () => {
    const { evidences, train, test: others } = await readDdxplus()
    const ofWomen = [...evidences.values()].filter(
      ({ label, question }) => sexAsked({ content: label, question }) === 'F',
    )
    expect(ofWomen.map(({ label }) => label)).toEqual([
      'Vaginal discharge',
      'Heavy menstruation',
      'Pregnancy',
      'Early menarche (first menstrual period before age 12)',
      'Extended breastfeeding duration (more than 9 months)',
    ])
    const codes = new Set(ofWomen.map(({ code }) => code))
    const shown = [...train, ...others].filter(({ findings }) => findings.some(({ code }) => codes.has(code)))
    expect(shown.length).toBeGreaterThan(10)
    expect(shown.filter(({ sex }) => sex === 'M')).toEqual([])
  })

  test('men alone, or anybody', () => {
    expect(sexAsked({ content: 'Swollen scrotum', question: 'Is it swollen?' })).toBe('M')
    expect(sexAsked({ content: 'Fever', question: 'Do you have a fever?' })).toBeUndefined()
  })
})
