/**
 * The bought-in part of the drawings: head, body, hair, beard and clothes of the avatar style ToonHead by
 * Johan Melin (CC BY 4.0), through DiceBear. The style is asked for one part at a time, so that what we
 * draw ourselves can go between the parts. Its eyes, eyebrows and mouths are not used: they show moods, and
 * we need action units.
 */
import { Avatar, Style } from '@dicebear/core'
import toonHead from '@dicebear/styles/toon-head.json' with { type: 'json' }

/** The drawing board: user units of every drawing in this folder, x right, y down. */
export const board = 768

/** To be told wherever pictures made here are passed on. */
export const attribution =
  'Head, body, hair, beard and clothes: remix of "ToonHead" by Johan Melin (figma.com/community/file/1589627891082866389), CC BY 4.0, rendered with DiceBear (MIT). Everything else drawn by Praxis.'

type Part = 'rearHair' | 'body' | 'head' | 'clothes' | 'beard' | 'hair'
type Colours = { skin?: string; hair?: string; clothes?: string }

const styles = new Map<Part, Style>()
const drawn = new Map<string, string>()

/** SVG of one part in board units. Hair and beard take the hair colour. */
export function artwork(part: Part, variant: string, colours: Colours): string {
  const key = JSON.stringify([part, variant, colours])
  const known = drawn.get(key)
  if (known !== undefined) return known
  const { skin = '#ffffff', hair = '#000000', clothes = '#ffffff' } = colours
  const svg = new Avatar(styleOf(part), {
    seed: 'praxis',
    [`${part}Variant`]: variant,
    [`${part}Probability`]: 100,
    skinColor: skin,
    hairColor: hair,
    clothesColor: clothes,
  }).toString()
  const markup = svg.slice(svg.indexOf('</metadata>') + '</metadata>'.length, svg.lastIndexOf('</svg>'))
  // The parts are alike in everything that names are made from; their clip paths and symbols must not be.
  const own = markup.replaceAll(/(\bid="|href="#|url\(#)/g, `$1${part}-${variant}-`)
  drawn.set(key, own)
  return own
}

function styleOf(part: Part): Style {
  const known = styles.get(part)
  if (known !== undefined) return known
  const elements = toonHead.canvas.elements.filter(({ name }) => name === part)
  const style = new Style({ ...toonHead, canvas: { ...toonHead.canvas, elements } })
  styles.set(part, style)
  return style
}
