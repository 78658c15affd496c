import { expect, suite, test } from 'vitest'
import {
  chexpertLabelOf,
  chexpertLabels,
  chexpertLabelsOf,
  impliedLabels,
  withImplied,
  xrvLabels,
} from './labels.ts'
import { structures } from './structures.ts'

suite('labels of chest radiographs', () => {
  test('are 18, 14 and 14 different ones', () => {
    expect(new Set(xrvLabels).size).toBe(18)
    expect(new Set(chexpertLabels).size).toBe(14)
    expect(new Set(structures).size).toBe(14)
  })

  test('follow the hierarchy of CheXpert', () => {
    expect(impliedLabels('Pneumonia')).toEqual(['Consolidation', 'Lung Opacity'])
    expect(impliedLabels('Nodule')).toEqual(['Lung Lesion', 'Lung Opacity'])
    expect(impliedLabels('Cardiomegaly')).toEqual(['Enlarged Cardiomediastinum'])
    expect(impliedLabels('Effusion')).toEqual([])
  })

  test('closed once are closed', () => {
    for (const label of xrvLabels) expect(withImplied(withImplied([label]))).toEqual(withImplied([label]))
    expect(withImplied(['Mass', 'Effusion'])).toEqual(['Effusion', 'Mass', 'Lung Lesion', 'Lung Opacity'])
  })

  test('are told in the words of CheXpert', () => {
    expect(chexpertLabelOf('Effusion')).toBe('Pleural Effusion')
    expect(chexpertLabelsOf(['Nodule', 'Effusion'], true)).toEqual([
      'Lung Lesion',
      'Lung Opacity',
      'Pleural Effusion',
      'Support Devices',
    ])
    expect(chexpertLabelsOf([], false)).toEqual(['No Finding'])
    expect(chexpertLabelsOf([], true)).toEqual(['No Finding', 'Support Devices'])
    expect(chexpertLabelsOf(['Hernia'], false)).toEqual([])
  })
})
