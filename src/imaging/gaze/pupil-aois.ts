/** The areas that Pupil Cloud names: `aoi_fixations.csv` says which fixation fell into which. */
import { PraxisError, readRows } from '../../cases/index.ts'
import { plainColumn } from './read-gaze.ts'

const needed = ['aoiname', 'fixationid']

/**
 * Names of areas by recording (section) and fixation id. A fixation in two areas keeps the one named
 * first. Throws `data-malformed` for missing columns and `data-missing` for no file.
 */
export async function readPupilAois(file: string): Promise<Map<string, Map<string, string>>> {
  const bySection = new Map<string, Map<string, string>>()
  for await (const item of readRows(file)) {
    if (!item.ok) {
      if (item.error.place.row === undefined) throw item.error
      continue
    }
    const cells = new Map(
      Object.entries(item.fields).map(([name, value]) => [plainColumn(name), String(value).trim()]),
    )
    const lacking = needed.filter(name => !cells.has(name))
    if (lacking.length > 0)
      throw new PraxisError(
        'data-malformed',
        `no table of areas; it lacks ${lacking.join(', ')}`,
        'export aoi_fixations.csv again',
        { file },
      )
    const [name, fixation] = [cells.get('aoiname'), cells.get('fixationid')]
    if (!name || !fixation) continue
    const section = cells.get('sectionid') || cells.get('recordingid') || '1'
    const held = bySection.get(section) ?? new Map<string, string>()
    if (!held.has(fixation)) held.set(fixation, name)
    bySection.set(section, held)
  }
  return bySection
}
