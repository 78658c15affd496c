/**
 * The attributes of a face, in five views and up to three levels, after FaceBench (Wang et al., CVPR 2025,
 * arXiv 2503.21457): level 1 is a part or object, level 2 a component of it, level 3 a characteristic of
 * either. The authors' full list is not published. Names and values that their tables, figures or example
 * rows show are marked `verified`; the rest of `data/facebench/hierarchy.json` is our completion.
 *
 * "Information not visible" is no value: it is what can be said of any attribute that `mayHide`.
 */
import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { shippedPath } from '../shipped-data.ts'

export const faceViews = ['Appearance', 'Accessories', 'Surrounding', 'Psychology', 'Identity'] as const
export const notVisible = 'Information not visible'

const also = z.array(z.string().min(1)).optional().describe('other spellings')
const verified = z.boolean().describe('shown by the authors; false: our completion')

export const faceAttributeSchema = z.object({
  id: z.string().describe('path from level 1, such as eyes/pupil/color'),
  parent: z.string().optional(),
  view: z.enum(faceViews),
  level: z.literal([1, 2, 3]),
  name: z.string().min(1),
  also,
  note: z.string().optional(),
  verified,
  type: z
    .enum(['TFQ', 'SCQ', 'MCQ', 'OEQ'])
    .optional()
    .describe('how it is asked; absent for a part that is only asked about through what is below it'),
  mayHide: z
    .literal(true)
    .optional()
    .describe('it can be out of sight, so "Information not visible" is offered'),
  values: z.array(z.object({ name: z.string().min(1), also, verified })).describe('for OEQ, usual answers'),
})
export type FaceAttribute = z.infer<typeof faceAttributeSchema>

export const faceHierarchySchema = z.object({
  about: z.string(),
  source: z.string(),
  attributes: z.array(faceAttributeSchema),
})

let shipped: readonly FaceAttribute[] | undefined

/** The shipped hierarchy, parents before their children. */
export function faceAttributes(): readonly FaceAttribute[] {
  shipped ??= faceHierarchySchema.parse(
    JSON.parse(readFileSync(shippedPath('facebench/hierarchy.json'), 'utf8')),
  ).attributes
  return shipped
}

let parts: ReadonlyMap<string, FaceAttribute> | undefined

/** A level-1 attribute by its name, without regard to case, marks, spaces and a plural s; else undefined. */
export function findFacePart(name: string): FaceAttribute | undefined {
  parts ??= new Map(
    faceAttributes()
      .filter(({ level }) => level === 1)
      .flatMap(part => namesOf(part).map(known => [plainName(known), part])),
  )
  return parts.get(plainName(name))
}

/** What breaks the rules of a hierarchy, a sentence each; empty for a sound one. */
export function faceHierarchyProblems(attributes: readonly FaceAttribute[]): string[] {
  const byId = new Map<string, FaceAttribute>()
  const parents = new Set(attributes.map(({ parent }) => parent))
  const problems: string[] = []
  for (const attribute of attributes) {
    const found = [
      byId.has(attribute.id) ? 'the id is there twice' : undefined,
      placeProblem(attribute, attribute.parent === undefined ? undefined : byId.get(attribute.parent)),
      valuesProblem(attribute, parents.has(attribute.id)),
    ]
    for (const problem of found) if (problem !== undefined) problems.push(`${attribute.id}: ${problem}`)
    byId.set(attribute.id, attribute)
  }
  return problems
}

function placeProblem(
  { id, parent, view, level, name }: FaceAttribute,
  above?: FaceAttribute,
): string | undefined {
  const slug = name
    .toLowerCase()
    .replace(/'/g, '')
    .replace(/[^a-z0-9]+/g, '-')
  if (id !== (parent === undefined ? slug : `${parent}/${slug}`)) return 'the id is not the path of the names'
  if (parent === undefined) return level === 1 ? undefined : `level ${level} needs a parent`
  if (above === undefined) return `the parent ${parent} does not come before it`
  if (above.view !== view) return `its parent is in the view ${above.view}`
  const allowed = level === 2 ? above.level === 1 : level === 3 && above.level < 3
  return allowed ? undefined : `level ${level} cannot lie below level ${above.level}`
}

function valuesProblem({ type, values }: FaceAttribute, hasChildren: boolean): string | undefined {
  const names = values.flatMap(namesOf).map(name => name.toLowerCase())
  if (new Set(names).size !== names.length) return 'a value is there twice'
  if (names.includes(notVisible.toLowerCase())) return `"${notVisible}" is no value`
  if (type === undefined)
    return values.length === 0 && hasChildren ? undefined : 'without a type it needs children, and no values'
  if (values.length < 2) return 'it needs two values or more'
  if (type === 'TFQ' && names.join() !== 'yes,no') return 'a TFQ has the values Yes and No'
  return undefined
}

/** Attributes and values in all, and how many of each are verified. */
export function countFaceHierarchy(attributes: readonly FaceAttribute[]) {
  const values = attributes.flatMap(attribute => attribute.values)
  const known = (items: readonly { verified: boolean }[]) => items.filter(item => item.verified).length
  return {
    attributes: attributes.length,
    values: values.length,
    verifiedAttributes: known(attributes),
    verifiedValues: known(values),
  }
}

function namesOf({ name, also }: { name: string; also?: string[] | undefined }): string[] {
  return [name, ...(also ?? [])]
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/s$/, '')
}
