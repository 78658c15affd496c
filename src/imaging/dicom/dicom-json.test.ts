import { expect, suite, test } from 'vitest'
import { tags, textIn } from './data-set.ts'
import { dataSetFromJson } from './dicom-json.ts'

suite('a data set in DICOM JSON', () => {
  test.each([[[]], [['ISO_IR 100']], [['ISO_IR 13']], [['', 'ISO 2022 IR 149']], [['ISO_IR 192']]])(
    'has its text in UTF-8, also within sequences, whatever character set is stated: %j',
    stated => {
      const text = 'Ångström 山田 홍길동'
      const set = dataSetFromJson({
        '00080005': { vr: 'CS', Value: stated },
        '0008103E': { vr: 'LO', Value: [text] },
        '00400275': { vr: 'SQ', Value: [{ '0008103E': { vr: 'LO', Value: [text] } }] },
      })
      const items = set.elements.get(0x00400275)
      const [item] = items?.kind === 'sequence' ? items.items : []
      expect([set, item].map(one => one && textIn(one, 0x0008103e))).toEqual([text, text])
      expect(textIn(set, tags.SpecificCharacterSet)).toBe('ISO_IR 192')
    },
  )
})
