/** Eyes, eyebrows, nose, mouth and skin, drawn by action units and traits. Board units; see `artwork.ts`. */
import { type ActionUnit, browUnits, unitsOf } from '../action-units.ts'
import { type Face, paint } from '../traits.ts'
import { look } from '../visible.ts'
import { fill, ink, line, mirror } from './svg.ts'

/** Middle of the face, height of the pupils and of the mouth. */
export const middle = 384
export const eyeLine = 413
export const mouthLine = 524

/** Distance of each eye from the middle of the face. */
export function eyeOffset({ eyeDistance }: Pick<Face, 'eyeDistance'>): number {
  return { 'Close together': 54, Medium: 72, 'Far apart': 92 }[eyeDistance]
}

export const skinTones = { Fair: '#fad7bd', Medium: '#dda878', Brown: '#a5704c', Dark: '#683f2a' } as const

/** Nothing where they are covered: not even a lash may stick out. */
export function drawEyes(face: Face): string {
  if (look(face, 'eyes') === 'hidden') return ''
  const units = unitsOf(face)
  const upper = 24 + (units.has(5) ? 16 : 0) - (units.has(9) ? 8 : 0)
  const lower = units.has(7) ? 4 : units.has(6) ? 3 : 20
  const gaze = {
    Forward: [0, 0],
    Left: [-19, 0],
    Right: [19, 0],
    Up: [0, -15],
    Down: [0, 14],
  }[face.gaze]
  return [-1, 1].map(side => drawEye(face, side, units, { upper, lower, gaze })).join('')
}

type Opening = { upper: number; lower: number; gaze: number[] }

function drawEye(
  face: Face,
  side: number,
  units: ReadonlySet<ActionUnit>,
  { upper, lower, gaze }: Opening,
): string {
  const x = middle + side * eyeOffset(face)
  const y = eyeLine
  const [dx = 0, dy = 0] = gaze
  const shape = `M${x - 40} ${y}Q${x} ${y - 2 * upper} ${x + 40} ${y}Q${x} ${y + 2 * lower} ${x - 40} ${y}Z`
  const id = `eye${side}`
  const lift = face.gaze === 'Down' ? 0 : Math.min(0, (lower - upper) / 2)
  const iris = `<g clip-path="url(#${id})"><circle cx="${x + dx}" cy="${y + dy + lift}" r="21" fill="${paint[face.pupilColor]}" stroke="${ink}" stroke-width="2"/><circle cx="${x + dx}" cy="${y + dy + lift}" r="9" fill="${ink}"/><circle cx="${x + dx + 6}" cy="${y + dy + lift - 7}" r="4" fill="#fff"/></g>`
  const lid = line(`M${x - 42} ${y + 1}Q${x} ${y - 2 * upper} ${x + 42} ${y + 1}`, 6)
  const crease =
    face.eyelid === 'Double'
      ? line(`M${x - 38} ${y - 18}Q${x} ${y - 2 * upper - 24} ${x + 38} ${y - 18}`, 4)
      : ''
  const reach = face.eyelashes === 'Long' ? 27 : 9
  const lashes = [0.62, 0.78, 0.94]
    .map(t => {
      const u = side > 0 ? t : 1 - t
      const at = [x - 42 + 84 * u, y + 1 - 4 * u * (1 - u) * upper] as const
      return line(`M${at[0]} ${at[1]}l${side * reach * 0.75} ${-reach * 0.7}`, 4)
    })
    .join('')
  const bag =
    face.eyeBags === 'Yes'
      ? `<path d="M${x - 34} ${y + 20}Q${x} ${y + 60} ${x + 34} ${y + 20}Q${x} ${y + 38} ${x - 34} ${y + 20}Z" fill="#57335f" fill-opacity=".55"/>`
      : ''
  const raised = units.has(6)
    ? line(`M${x - 34} ${y + 22}Q${x} ${y + 4} ${x + 36} ${y + 22}`, 4) +
      [-12, 2, 16].map(d => line(`M${x + side * 50} ${y + d / 2}l${side * 20} ${d}`, 4)).join('')
    : ''
  const tight = units.has(7) ? line(`M${x - 36} ${y + 14}L${x + 36} ${y + 14}`, 5) : ''
  return `<clipPath id="${id}"><path d="${shape}"/></clipPath><path d="${shape}" fill="#fbf8f2" stroke="${ink}" stroke-width="2"/>${iris}${lid}${crease}${lashes}${bag}${raised}${tight}`
}

export function drawBrows(face: Face): string {
  const units = unitsOf(face)
  const moved = browUnits.some(unit => units.has(unit))
  const shape = moved ? 'Straight' : face.browShape
  const inner =
    (units.has(1) ? -24 : 0) + (units.has(4) ? (units.has(1) ? -2 : 26) : 0) + (units.has(9) ? 16 : 0)
  const outer = (units.has(2) ? -24 : 0) + (units.has(1) && !units.has(2) ? 12 : 0) - (units.has(9) ? 4 : 0)
  const bend =
    { Straight: 0, Rounded: -34, 'Hard angled': -34 }[shape] - (units.has(2) && !units.has(4) ? 22 : 0)
  const draw = face.browThickness === 'Thick' ? 22 : 8
  const base = eyeLine - 68
  const one = (side: number): string => {
    const x = middle + side * eyeOffset(face)
    const from = [x - side * (units.has(4) ? 46 : 36), base + inner] as const
    const to = [x + side * 44, base + outer] as const
    const mid = [x + side * 14, (from[1] + to[1]) / 2 + bend] as const
    const d =
      shape === 'Hard angled'
        ? `M${from[0]} ${from[1]}L${mid[0]} ${mid[1]}L${to[0]} ${to[1]}`
        : `M${from[0]} ${from[1]}Q${mid[0]} ${mid[1]} ${to[0]} ${to[1]}`
    return line(d, draw + 4) + line(d, draw, paint[face.browColor])
  }
  const furrow = units.has(4) ? line(`M${middle - 9} 348v34M${middle + 9} 348v34`, 4) : ''
  return one(-1) + one(1) + furrow
}

export function drawNose(face: Face): string {
  const units = unitsOf(face)
  const half = face.noseSize === 'Large' ? 42 : 16
  const cover = `<ellipse cx="${middle}" cy="468" rx="26" ry="12" fill="${skinTones[face.skin]}"/>`
  const wings = line(`M${middle - half} 456q-14 20 8 20q${half - 8} 14 ${2 * half - 16} 0q22 0 8 -20`, 4)
  const wrinkles = units.has(9) ? mirror(line('M398 432l26 -14M398 446l30 -10M400 418l18 -16', 4)) : ''
  return cover + wings + wrinkles
}

export function drawMouth(face: Face): string {
  const units = unitsOf(face)
  const lip = { Red: '#c3362f', Purple: '#7d3a8c', Brown: '#8a5038' }[face.lipColor]
  const width = face.lipThickness === 'Thick' ? 17 : 7
  const half = units.has(20) ? 66 : units.has(12) ? 58 : units.has(23) ? 34 : units.has(26) ? 34 : 44
  const corner = units.has(12) ? -18 : units.has(15) ? 20 : 0
  const y = mouthLine
  const [left, right] = [middle - half, middle + half]
  const ends = `${right} ${y + corner}`
  const start = `M${left} ${y + corner}`
  if (!units.has(25)) {
    const sag = units.has(12) ? 22 : units.has(15) ? -22 : 0
    const d = `${start}Q${middle} ${y + sag} ${ends}`
    const tight = units.has(23) ? mirror(line(`M${right + 9} ${y - 12}v24`, 4)) : ''
    return line(d, width + 3) + line(d, width, lip) + line(d, 3) + tight
  }
  // Control points of the upper and the lower edge.
  const [up, down] = units.has(26)
    ? [-66, 74]
    : units.has(12)
      ? [4, 78]
      : units.has(16)
        ? [-22, 40]
        : [-30, 36]
  const cavity = `${start}Q${middle} ${y + up} ${ends}Q${middle} ${y + down} ${left} ${y + corner}Z`
  const top = y + (corner + up) / 2
  const bottom = y + (corner + down) / 2
  const upperTeeth =
    face.teeth === 'Yes'
      ? `<rect x="${left}" y="${top - 20}" width="${2 * half}" height="34" fill="#fff" stroke="${ink}" stroke-width="2"/>`
      : ''
  const tones = { None: '', Ruddy: '#d9485f', Pale: '#f3c3c6', Yellow: '#d8b63c' }
  const tongue =
    face.tongue === 'None'
      ? ''
      : `<ellipse cx="${middle}" cy="${bottom}" rx="${half * 0.55}" ry="17" fill="${tones[face.tongue]}" stroke="${ink}" stroke-width="2"/>`
  return `<clipPath id="mouth"><path d="${cavity}"/></clipPath>${line(cavity, width + 4)}${line(cavity, width, lip)}<g clip-path="url(#mouth)"><path d="${cavity}" fill="#45141c"/>${upperTeeth}${tongue}</g>`
}

/** Marks of the skin that lie under eyes, hair and beard. */
export function drawSkin(face: Face): string {
  const marks: string[] = []
  if (face.wrinkles === 'Forehead lines' || face.wrinkles === 'Both')
    marks.push(line('M318 252q66 -16 132 0M308 276q76 -16 152 0M318 300q66 -14 132 0', 4))
  // A mask lies over the rest, and nothing may stick out.
  if (look(face, 'cheeks') === 'hidden') return marks.join('')
  if (face.cheekColor === 'Flushed cheeks')
    marks.push(mirror(fill('M450 488a40 28 0 1 0 80 0a40 28 0 1 0 -80 0', '#e8353f', 0.55)))
  if (face.wrinkles === 'Nasolabial folds' || face.wrinkles === 'Both')
    marks.push(mirror(line('M432 474q38 22 40 66', 5)))
  if (face.dimples === 'Yes') marks.push(mirror(line('M484 512q14 12 4 30', 6)))
  if (face.chinCleft === 'Yes') marks.push(line('M384 567v18', 9))
  return marks.join('') + drawBlemish(face)
}

function drawBlemish({ blemish, skin }: Face): string {
  const dark = skin === 'Dark' ? '#2c150b' : '#6b3a1e'
  const dot = (x: number, y: number, radius: number) =>
    `<circle cx="${x}" cy="${y}" r="${radius}" fill="${dark}"/>`
  const marks: string[] = []
  if (blemish.startsWith('Freckles')) {
    const right = freckles.map(([x, y]) => dot(x, y, 5.5)).join('')
    marks.push(mirror(right))
  }
  if (blemish.includes('oles')) marks.push(dot(478, 556, 11))
  if (blemish.toLowerCase().endsWith('scars'))
    marks.push(line('M270 452l40 70M264 480l26 -14M276 500l26 -14M288 520l26 -14', 7, '#b3262e'))
  return marks.join('')
}

const freckles = [
  [452, 462],
  [474, 452],
  [496, 462],
  [462, 480],
  [486, 478],
  [508, 480],
  [474, 494],
  [498, 496],
] as const
