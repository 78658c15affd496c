/**
 * Which model of a MONAI Label server draws, and how it is told the prompts: parameters differ by the type of the
 * model (its OHIF and Slicer plugins are the reference). Points are voxel indices [i, j, k] of the image.
 */
import { PraxisError } from '../../../cases/index.ts'
import type { Prompt } from '../segmenter.ts'
import type { Address } from './address.ts'
import type { MonaiModel } from './recognise.ts'

export type ChosenModel = {
  name: string
  type: 'deepgrow' | 'deepedit' | 'vista3d'
  dimension: number
  /** The label to draw, and its number in the mask; absent where the model knows only one target. */
  label?: { name: string; index: number }
  takesBoxes: boolean
}

/** `annotation` takes clicks like `deepgrow`. */
const types: Record<string, ChosenModel['type'] | undefined> = {
  deepgrow: 'deepgrow',
  annotation: 'deepgrow',
  deepedit: 'deepedit',
  vista3d: 'vista3d',
}

/** Throws `model-unknown`, listing what there is. */
export function chooseModel(models: Record<string, MonaiModel>, address: Address): ChosenModel {
  const interactive = Object.entries(models).flatMap(([name, model]) => {
    const type = Object.hasOwn(types, model.type) ? types[model.type] : undefined
    return type === undefined ? [] : [{ name, model, type }]
  })
  const place = address.base.href
  const names = listed(interactive.map(({ name }) => name))
  const wanted = interactive.filter(({ name }) => name === (address.model ?? name))
  const [found] = wanted
  if (found === undefined)
    throw address.model === undefined
      ? unknown(
          `${place} has no model that takes clicks`,
          `start it with one; it has ${listed(Object.keys(models))}`,
        )
      : unknown(`${place} has no interactive model ${quoted(address.model)}`, `it has ${names}`)
  if (wanted.length > 1)
    throw unknown(`${place} has ${wanted.length} interactive models`, `choose with ?model=, one of ${names}`)
  const { name, model, type } = found
  const label = chooseLabel(name, model, type, address.label)
  return {
    name,
    type,
    dimension: model.dimension ?? 3,
    ...(label && { label }),
    // A server does not say which models take a box; SAM does, and those that speak of the parameter.
    takesBoxes: /\bsam(?![a-z])|segment anything|\broi\b/i.test(`${name} ${model.description ?? ''}`),
  }
}

/** A model of several targets draws the label that is named. */
function chooseLabel(
  model: string,
  { labels, dimension }: MonaiModel,
  type: ChosenModel['type'],
  wanted: string | undefined,
): ChosenModel['label'] {
  const known = labelsOf(labels).filter(({ name }) => name.toLowerCase() !== 'background')
  const found = known.find(({ name }) => name === wanted)
  if (found !== undefined) return found
  const names = listed(known.map(({ name }) => name))
  if (wanted !== undefined)
    throw unknown(`model ${model} has no label ${quoted(wanted)}`, `use one of ${names}`)
  // Clicks of the others, and of the two-dimensional `deepedit`, are for one target whatever it is.
  if (type === 'deepgrow' || (type === 'deepedit' && dimension === 2)) return undefined
  if (known.length > 1)
    throw unknown(`model ${model} draws ${known.length} labels`, `choose with &label=, one of ${names}`)
  return known[0]
}

/** A list numbers its labels from 1. */
function labelsOf(labels: MonaiModel['labels']): { name: string; index: number }[] {
  if (!labels) return []
  if (Array.isArray(labels)) return labels.map((name, i) => ({ name, index: i + 1 }))
  return Object.entries(labels).flatMap(([name, index]) =>
    typeof index === 'number' ? [{ name, index }] : [],
  )
}

export type Axes = 2 | 3

/**
 * The prompts as parameters of a request. With three axes the image is a volume of one slice. Of several boxes the
 * last counts, because a request has room for one.
 */
export function parametersFor(
  { type, dimension, label }: ChosenModel,
  prompts: readonly Prompt[],
  axes: Axes,
): Record<string, unknown> {
  const clicks = (positive: boolean) =>
    prompts.flatMap(prompt => {
      if (prompt.kind === 'box' || prompt.positive !== positive) return []
      const index = [Math.floor(prompt.at.x), Math.floor(prompt.at.y)]
      return [axes === 3 ? [...index, 0] : index]
    })
  const [foreground, background] = [clicks(true), clicks(false)]
  if (type === 'vista3d')
    return {
      points: [...foreground, ...background],
      point_labels: [...foreground.map(() => 1), ...background.map(() => 0)],
      ...(label && { label_prompt: [label.index] }),
    }
  const box = prompts.findLast(prompt => prompt.kind === 'box')?.box
  return {
    foreground,
    background,
    ...(box && { roi: [box.x0, box.y0, box.x1, box.y1, ...(dimension === 3 ? [0, 1] : [])] }),
    ...(axes === 3 && dimension === 2 && { slice: 0 }),
    ...(label && { label: label.name }),
    ...(type === 'deepedit' && label && { [label.name]: foreground }),
    // Else the endoscopy app answers with polygons.
    ...(type === 'deepedit' && dimension === 2 && { output: 'mask' }),
  }
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ')
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 60))
}

function unknown(what: string, next: string): PraxisError {
  return new PraxisError('model-unknown', what, next)
}
