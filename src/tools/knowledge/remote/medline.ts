/**
 * The MEDLINE display format of PubMed (`rettype=medline`): one field a line, a tag of up to four letters, a hyphen in
 * the fifth column; lines that begin with six spaces go on with the field above; a blank line between records.
 * It holds all that is needed of an article, without an XML parser between a stranger's bytes and us.
 */
export type MedlineRecord = ReadonlyMap<string, readonly string[]>

const field = /^([A-Z][A-Z0-9]{1,3}) *- (.*)$/

/** Records that have a PMID, each with its fields in order. Other lines are passed over. */
export function readMedline(text: string): MedlineRecord[] {
  return text
    .split(/\r?\n[ \t]*\r?\n/)
    .map(readRecord)
    .filter(record => record.has('PMID'))
}

function readRecord(text: string): MedlineRecord {
  const record = new Map<string, string[]>()
  let values: string[] | undefined
  for (const line of text.split(/\r?\n/)) {
    const [, tag, value] = field.exec(line) ?? []
    if (tag !== undefined && value !== undefined) {
      values = record.get(tag) ?? []
      values.push(value)
      record.set(tag, values)
    } else if (values !== undefined && /^ {6}/.test(line)) values.push(`${values.pop() ?? ''} ${line.trim()}`)
  }
  return record
}
