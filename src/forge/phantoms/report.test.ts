import { expect, suite, test } from 'vitest'
import { type XrvLabel, xrvLabels } from '../../cases/index.ts'
import { drawPhantom } from './draw-phantom.ts'

const phantoms = Array.from({ length: 120 }, (_, n) => drawPhantom(`report ${n}`, { size: 64 }))

/** Words that name a label in any of the wordings, read without knowing what was drawn. */
const words: Record<XrvLabel | 'Support Devices', RegExp> = {
  Atelectasis: /atelectasis/i,
  Consolidation: /consolidation/i,
  Infiltration: /infiltrat/i,
  Pneumothorax: /pneumothorax/i,
  Edema: /oedema/i,
  Emphysema: /emphysema/i,
  Fibrosis: /fibrosis/i,
  Effusion: /effusion/i,
  Pneumonia: /pneumonia/i,
  Pleural_Thickening: /thickening/i,
  Cardiomegaly: /cardiomegaly/i,
  Nodule: /nodule/i,
  Mass: /\bmass\b/i,
  Hernia: /hernia/i,
  'Lung Lesion': /cavitary lesion/i,
  Fracture: /fracture/i,
  'Lung Opacity': /hazy opacity/i,
  'Enlarged Cardiomediastinum': /mediastinum/i,
  'Support Devices': /pacemaker|tube|catheter|devices/i,
}

const denial = /\b(no|without effusion)\b/i

suite('reports', () => {
  test('read as text, affirm what is there and deny only what is not', () => {
    for (const { reports, labels, devices } of phantoms)
      for (const { text } of reports)
        for (const sentence of text.split(/(?<=\.)\s+|\n/))
          for (const label of [...xrvLabels, 'Support Devices'] as const) {
            if (!words[label].test(sentence)) continue
            const present = label === 'Support Devices' ? devices.length > 0 : labels[label] === 1
            expect([sentence, label, !denial.test(sentence)]).toEqual([sentence, label, present])
          }
  })

  test('name every drawn finding and device with its side', () => {
    for (const { reports, findings, devices } of phantoms)
      for (const { sentences } of reports) {
        const stated = sentences.filter(({ comparison }) => !comparison).flatMap(({ states }) => states)
        const present = stated.filter(({ state }) => state === 'present')
        const drawn = findings.filter(({ impliedBy }) => impliedBy === undefined)
        expect(present).toHaveLength(drawn.length + devices.length)
        for (const { label, side } of drawn) expect(present).toContainEqual({ label, state: 'present', side })
      }
  })

  test('say left and right only of findings on that side', () => {
    for (const { reports, findings } of phantoms)
      for (const { sentences } of reports)
        for (const { text, findings: linked } of sentences)
          for (const i of linked) {
            const side = findings[i]?.side
            if (/\bleft\b/i.test(text)) expect(side).toBe('left')
            if (/\bright\b/i.test(text)) expect(side).toBe('right')
          }
  })

  test('deny something where there is nothing, and are made of their sentences', () => {
    for (const { reports, findings } of phantoms)
      for (const { text, sentences } of reports) {
        for (const sentence of sentences) expect(text).toContain(sentence.text)
        if (findings.length === 0)
          expect(sentences.some(({ states }) => states.some(({ state }) => state === 'absent'))).toBe(true)
      }
  })

  test('state nothing twice, comparisons aside', () => {
    for (const { reports } of phantoms)
      for (const { sentences } of reports) {
        const told = sentences.filter(({ comparison }) => !comparison).flatMap(({ states }) => states)
        const denied = told.filter(({ state }) => state === 'absent').map(({ label }) => label)
        expect(denied).toEqual([...new Set(denied)])
      }
  })

  test('mark a comparison with a prior picture, and make none otherwise', () => {
    const all = phantoms.flatMap(({ reports }) => reports.flatMap(({ sentences }) => sentences))
    expect(all.some(({ comparison }) => comparison)).toBe(true)
    for (const { text, comparison } of all)
      expect([text, /prior|compared|unchanged|increased/i.test(text)]).toEqual([text, comparison === true])
  })

  test('have three wordings that differ', () => {
    for (const { reports } of phantoms)
      expect(reports.map(({ wording }) => wording)).toEqual(['prose', 'terse', 'structured'])
    expect(phantoms.every(({ reports: [prose, terse] }) => prose?.text === terse?.text)).toBe(false)
  })
})
