/** How often the training patients of each disease show each evidence. Details of an evidence do not count alone. */
import { type Ddxplus, isPositive } from '../../../cases/index.ts'

export type Profile = { patients: number; shown: ReadonlyMap<string, number> }

export function learnProfiles({
  train,
  conditions,
  evidences,
}: Pick<Ddxplus, 'train' | 'conditions' | 'evidences'>): ReadonlyMap<string, Profile> {
  const byDisease = Map.groupBy(train, ({ diagnosis }) => diagnosis)
  return new Map(
    [...conditions.keys()].map(disease => {
      const patients = byDisease.get(disease) ?? []
      const shown = new Map<string, number>()
      for (const { findings } of patients)
        for (const finding of findings) {
          const evidence = evidences.get(finding.code)
          if (evidence === undefined || evidence.parent !== undefined || !isPositive(finding, evidence))
            continue
          shown.set(finding.code, (shown.get(finding.code) ?? 0) + 1)
        }
      return [disease, { patients: patients.length, shown }]
    }),
  )
}

/** Share of the disease's training patients, 0..1; 0 where there is none. */
export function shareOf(profile: Profile | undefined, code: string): number {
  return profile === undefined || profile.patients === 0
    ? 0
    : (profile.shown.get(code) ?? 0) / profile.patients
}
