/** Networks in ONNX files for tests of the radiologist: what they find and outline does not depend on the picture. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FindingLabel, type Structure, structures } from '../src/cases/index.ts'
import { classifier } from '../src/models/cxr/onnx/__fixtures__/networks.ts'
import { type Graph, onnxFile } from '../src/models/onnx/__fixtures__/write-onnx.ts'

const side = 8

/** Columns and rows of an 8 × 8 grid over the picture. */
const places: Partial<Record<Structure, [x0: number, y0: number, x1: number, y1: number]>> = {
  'Right Lung': [1, 1, 3, 6],
  'Left Lung': [5, 1, 7, 6],
  Heart: [3, 4, 5, 6],
  Weasand: [3, 0, 4, 3],
  'Facies Diaphragmatica': [1, 6, 7, 7],
}

/** `labels` by probability. Gives the folder to name after `onnx:`. */
export async function writeChestModels(
  dir: string,
  labels: Partial<Record<FindingLabel, number>>,
): Promise<void> {
  const logits = Object.values(labels).map(p => Math.log(p / (1 - p)))
  await writeFile(
    join(dir, 'steady.onnx'),
    onnxFile(
      classifier(
        logits.map(() => 0),
        logits,
      ),
    ),
  )
  const sidecar = { labels: Object.keys(labels), outputs: 'logits', version: '1', about: 'made for a test' }
  await writeFile(join(dir, 'steady.json'), JSON.stringify(sidecar))
  await writeFile(join(dir, 'outlines.onnx'), onnxFile(outlines))
}

const outlines: Graph = {
  inputs: [{ name: 'image', dims: [1, 1, side, side] }],
  outputs: [{ name: 'structures', dims: [1, structures.length, side, side] }],
  nodes: [
    { op: 'Mul', inputs: ['image', 'nothing'], outputs: ['blank'] },
    { op: 'Add', inputs: ['blank', 'places'], outputs: ['structures'] },
  ],
  constants: [
    { name: 'nothing', dims: [1, structures.length, 1, 1], values: structures.map(() => 0) },
    { name: 'places', dims: [1, structures.length, side, side], values: structures.flatMap(logitsOf) },
  ],
}

function logitsOf(structure: Structure): number[] {
  const [x0, y0, x1, y1] = places[structure] ?? [0, 0, 0, 0]
  const isInside = (x: number, y: number) => x >= x0 && x < x1 && y >= y0 && y < y1
  return Array.from({ length: side * side }, (_, i) => (isInside(i % side, Math.floor(i / side)) ? 1 : -1))
}
