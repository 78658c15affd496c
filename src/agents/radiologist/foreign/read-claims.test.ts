import { expect, suite, test } from 'vitest'
import { claimsOf } from './read-claims.ts'

const mentions = (text: string) => claimsOf(text).mentions

suite('the claims of a sentence', () => {
  test('name labels by their longest name, and what is denied or left open', () => {
    expect(mentions('Lung opacity without pleural thickening or nodules')).toEqual([
      { label: 'Lung Opacity', says: 'present' },
      { label: 'Pleural_Thickening', says: 'absent' },
      { label: 'Nodule', says: 'absent' },
    ])
    expect(mentions('Possible pneumothorax')).toEqual([{ label: 'Pneumothorax', says: 'open' }])
    expect(mentions('The lungs are clear')).toEqual([{ label: 'Lung Opacity', says: 'absent' }])
  })

  test('give each label its side and structure', () => {
    expect(mentions('Right effusion and left consolidation')).toEqual([
      { label: 'Effusion', says: 'present', side: 'right' },
      { label: 'Consolidation', says: 'present', side: 'left' },
    ])
    expect(mentions('Effusion on the left and consolidation in the right lung')).toEqual([
      { label: 'Effusion', says: 'present', side: 'left' },
      { label: 'Consolidation', says: 'present', side: 'right', structure: 'Right Lung' },
    ])
    expect(mentions('Nodules on the left and on the right')).toEqual([
      { label: 'Nodule', says: 'present', side: 'both' },
    ])
  })

  test('hold values as they were written, and limits', () => {
    expect(claimsOf('The cardiothoracic ratio is 0.42, not above 50 %.')).toEqual({
      mentions: [],
      measures: [
        {
          measures: 'cardiothoracic ratio',
          value: { text: '0.42', value: 0.42, unit: 0.01 },
          compared: { isAbove: false, limit: 0.5 },
        },
      ],
      numbers: [],
      unread: [],
    })
  })

  test('leave over what is not known', () => {
    expect(claimsOf('A small effusion, 0.9, operate today').unread).toEqual(['small', 'operate', 'today'])
  })
})
