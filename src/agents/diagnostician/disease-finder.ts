/** Names of diseases as they are listed, for names as others write them. */
import { diseaseVocabulary } from '../../cases/index.ts'
import { normaliseAnswer } from '../../verify/index.ts'

/** The listed name for what a model or a tool wrote: the name, or a synonym where DDXPlus knows the disease. */
export function diseaseFinder(diseases: readonly string[]): (name: string) => string | undefined {
  const plain = (name: string) => normaliseAnswer(name.normalize('NFD').replace(/\p{M}/gu, ''))
  const vocabulary = diseaseVocabulary()
  const names = new Map<string, string>()
  for (const disease of diseases)
    for (const synonym of vocabulary[disease] ?? []) names.set(plain(synonym), disease)
  for (const disease of diseases) names.set(plain(disease), disease)
  return name => names.get(plain(name))
}
