/** The modality that a file name of the BiomedParse collection tells: `amos_0328_CT_abdomen.png`. */
const known: readonly (readonly [pattern: RegExp, modality: string])[] = [
  [/^ct$/i, 'CT'],
  [/^mri?(?:-.+)?$/i, 'MRI'],
  [/^(x-?ray|xray|cxr|dx|cr)$/i, 'X-ray'],
  [/^(ultrasound|us)$/i, 'ultrasound'],
  [/^endoscop[ey]$/i, 'endoscopy'],
  [/^patholog(?:y|ical)$/i, 'pathology'],
  [/^dermoscopy$/i, 'dermoscopy'],
  [/^fundus$/i, 'fundus'],
  [/^oct$/i, 'OCT'],
  [/^em$/i, 'electron microscopy'],
]

export const unstated = 'not stated'

export function modalityIn(name: string): string {
  for (const word of name.replace(/(\.[^.]*?)(\.gz)?$/i, '').split('_'))
    for (const [pattern, modality] of known) if (pattern.test(word)) return modality
  return unstated
}
