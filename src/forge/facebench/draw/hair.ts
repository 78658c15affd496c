/** Hair of the head and of the face, with what is worn in it. Board units; see `artwork.ts`. */
import { type Face, paint } from '../traits.ts'
import { artwork } from './artwork.ts'
import { fill, mirror, shape } from './svg.ts'

/** Behind the head. */
export function drawRearHair(face: Face): string {
  const hair = paint[face.hairColor] ?? ''
  if (face.hairstyle === 'Afro' && face.hat === 'None') return shape(scallops(384, 286, 214, 46, 20), hair)
  if (face.hairLength === 'Short') return ''
  const variant = {
    'Medium length Straight': 'neckHigh',
    'Medium length Wavy': 'shoulderHigh',
    'Long Straight': 'longStraight',
    'Long Wavy': 'longWavy',
  }[`${face.hairLength} ${face.hairCurl}` as const]
  return artwork('rearHair', variant, { hair })
}

/** Before the head; a hat hides it. */
export function drawFrontHair(face: Face): string {
  const hair = paint[face.hairColor] ?? ''
  const burns =
    face.sideburns === 'Yes'
      ? mirror(shape('M541 372L520 384Q514 440 506 486Q526 496 533 478Z', hair, 2))
      : ''
  if (face.hat !== 'None') return ''
  return burns + crownOf(face, hair)
}

function crownOf({ hairstyle }: Face, hair: string): string {
  switch (hairstyle) {
    case 'Bald':
      return ''
    case 'Bun':
      return artwork('hair', 'bun', { hair })
    case 'Side-parted':
      return artwork('hair', 'sideComed', { hair })
    case 'Spiky':
      return artwork('hair', 'spiky', { hair })
    case 'Undercut':
      return artwork('hair', 'undercut', { hair })
    case 'Afro':
      return fill(
        'M206 340Q190 150 384 126Q578 150 562 340Q546 250 510 246Q496 214 462 222Q436 194 406 212Q384 190 362 212Q332 194 306 222Q272 214 258 246Q222 250 206 340Z',
        hair,
      )
    case 'Bangs':
      return shape(
        'M206 396Q186 116 384 106Q582 116 562 396Q550 384 546 312L520 298L486 314L452 298L418 314L384 298L350 314L316 298L282 314L248 298L222 312Q218 384 206 396Z',
        hair,
      )
  }
}

/** A wavy ring of `count` bumps around a centre. */
function scallops(x: number, y: number, radius: number, bump: number, count: number): string {
  const at = (i: number, r: number) => {
    const angle = (2 * Math.PI * i) / count
    return `${(x + r * Math.cos(angle)).toFixed(1)} ${(y + r * Math.sin(angle)).toFixed(1)}`
  }
  const arcs = Array.from({ length: count }, (_, i) => `A${bump} ${bump} 0 0 1 ${at(i + 1, radius)}`)
  return `M${at(0, radius)}${arcs.join('')}Z`
}

export function drawBeard(face: Face): string {
  const hair = paint[face.beardColor] ?? ''
  switch (face.beard) {
    case 'None':
      return ''
    case 'Goatee':
      return shape('M330 556Q384 572 438 556Q440 632 384 640Q328 632 330 556Z', hair)
    case 'Full beard':
      return artwork('beard', 'fullBeard', { hair })
    case 'Long full beard':
      return artwork('beard', 'longBeard', { hair })
  }
}

export function drawMustache(face: Face): string {
  const hair = paint[face.mustacheColor] ?? ''
  if (face.mustache === 'Handlebar')
    return mirror(shape('M384 482Q420 468 446 488Q468 502 482 474Q492 514 450 512Q410 510 384 492Z', hair, 2))
  if (face.mustache === 'Walrus')
    return shape('M384 480Q428 474 454 518Q418 508 384 510Q350 508 314 518Q340 474 384 480Z', hair)
  return ''
}

/** Headband, pin, crown or wreath. */
export function drawHairWear(face: Face): string {
  const colour = paint[face.hairWearColor]
  switch (face.hairWear) {
    case 'None':
      return ''
    case 'Headbands':
      return shape('M208 262Q384 148 560 262L562 226Q384 112 206 226Z', colour)
    case 'Hairpins':
      return `<g transform="rotate(-24 284 210)">${shape('M222 196h124v28h-124z', colour)}${shape('M236 206h84v8h-84z', '#fff', 2)}</g>`
    case 'Crown':
      return shape('M290 218L272 112L326 156L384 92L442 156L496 112L478 218Q384 190 290 218Z', colour)
    case 'Wreath':
      return [-150, -100, -50, 0, 50, 100, 150]
        .map(dx => flower(384 + dx, 186 + (dx * dx) / 420, colour))
        .join('')
  }
}

function flower(x: number, y: number, colour: string | undefined): string {
  return `${shape(`M${x - 34} ${y + 4}Q${x} ${y + 34} ${x + 34} ${y + 4}Q${x} ${y - 14} ${x - 34} ${y + 4}Z`, '#4c9a4a', 2)}${shape(scallops(x, y, 13, 8, 6), colour, 2)}<circle cx="${x}" cy="${y}" r="6" fill="#fff3b0"/>`
}
