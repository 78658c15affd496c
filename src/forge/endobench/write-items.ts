/** Items as a table in the official columns, with two of ours at the end: `cluster` and `how`. */
import { type FileHandle, open } from 'node:fs/promises'
import { categories, type Item } from './item.ts'

const columns =
  'index image image_path question category task subtask scene answer dataset gt A B C D E F cluster how'.split(
    ' ',
  )

export type Table = { add: (item: Item, index: number) => Promise<void>; close: () => Promise<void> }

/** Opens a table for writing, over whatever was there. `dataset` and `marks` go into every row. */
export async function openTable(
  path: string,
  dataset: string,
  marks: Readonly<Record<string, unknown>>,
): Promise<Table> {
  const file: FileHandle = await open(path, 'w')
  await file.write(`${columns.join('\t')}\n`)
  return {
    add: async (item, index) => {
      await file.write(`${rowOf(item, index, dataset, marks).map(cell).join('\t')}\n`)
    },
    close: () => file.close(),
  }
}

function rowOf(
  item: Item,
  index: number,
  dataset: string,
  marks: Readonly<Record<string, unknown>>,
): string[] {
  const { task, subtask = task, options, right } = item
  return [
    String(index),
    Buffer.from(item.picture).toString('base64'),
    `image_${index}.jpg`,
    item.question,
    categories[task],
    task,
    subtask,
    item.scene ?? '',
    String.fromCharCode(65 + right),
    dataset,
    options[right] ?? '',
    ...Array.from({ length: 6 }, (_, i) => options[i] ?? ''),
    item.cluster,
    JSON.stringify({ ...item.how, ...marks }),
  ]
}

/** Quoted as pandas and VLMEvalKit read it, where a cell holds a mark of the format. */
function cell(text: string): string {
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
