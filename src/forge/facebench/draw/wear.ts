/** What is worn: clothes, things round the neck, on the ears, on the face and on the head; and the badge. */
import { textPath } from '../../../imaging/index.ts'
import { type Face, paint } from '../traits.ts'
import { artwork } from './artwork.ts'
import { eyeLine, eyeOffset, middle } from './features.ts'
import { fill, ink, line, mirror, shape } from './svg.ts'

const clothes = {
  Vest: 'dress',
  Jacket: 'openJacket',
  Shirt: 'shirt',
  'T-shirt': 'tShirt',
  Sweater: 'turtleNeck',
} as const

export function drawTop(face: Face): string {
  return artwork('clothes', clothes[face.top], { clothes: paint[face.topColor] ?? '' })
}

export function drawNeckwear(face: Face): string {
  const colour = paint[face.neckwearColor]
  switch (face.neckwear) {
    case 'None':
      return ''
    case 'Necklace':
      return drawNecklace(face, colour ?? '')
    case 'Scarf':
      return (
        shape('M420 640L500 650L486 780L408 780Z', colour) +
        shape('M316 586Q384 640 452 586Q486 610 470 662Q384 706 298 662Q282 610 316 586Z', colour) +
        line('M306 634Q384 672 462 634', 4)
      )
    case 'Tie':
      return shape('M362 622L406 622L398 656L424 780L344 780L370 656Z', colour) + line('M370 656L398 656', 3)
    case 'Bow tie':
      return mirror(shape('M384 648L452 616Q462 648 452 680Z', colour)) + shape('M368 632h32v32h-32z', colour)
  }
}

function drawNecklace({ pendant }: Face, colour: string): string {
  const chain = 'M316 612Q384 740 452 612'
  const hung = pendant === 'None' ? '' : shape('M384 672L410 700L384 734L358 700Z', paint[pendant])
  return line(chain, 13) + line(chain, 9, colour) + hung
}

export function drawEarrings(face: Face): string {
  if (face.headphones !== 'None') return ''
  const colour = paint[face.earringColor]
  switch (face.earrings) {
    case 'None':
      return ''
    case 'Stud':
      return mirror(`<circle cx="556" cy="484" r="13" fill="${colour}" stroke="${ink}" stroke-width="3"/>`)
    case 'Hoop':
      return mirror(
        `<circle cx="558" cy="514" r="32" fill="none" stroke="${ink}" stroke-width="13"/><circle cx="558" cy="514" r="32" fill="none" stroke="${colour}" stroke-width="8"/>`,
      )
    case 'Drop':
      return mirror(line('M556 482v34', 5) + shape('M556 512Q582 552 556 570Q530 552 556 512Z', colour))
  }
}

export function drawGlasses(face: Face): string {
  if (face.glasses === 'None') return ''
  const away = eyeOffset(face)
  const x = middle + Math.max(away, 62)
  const y = eyeLine + 6
  const outline = {
    Round: `M${x - 54} ${y}a54 54 0 1 0 108 0a54 54 0 1 0 -108 0Z`,
    Square: `M${x - 54} ${y - 46}h110v92h-110Z`,
    Aviator: `M${x - 50} ${y - 40}Q${x} ${y - 54} ${x + 58} ${y - 38}Q${x + 64} ${y + 64} ${x + 8} ${y + 64}Q${x - 46} ${y + 44} ${x - 50} ${y - 40}Z`,
    'Cat eye': `M${x - 52} ${y - 22}Q${x} ${y - 34} ${x + 82} ${y - 64}Q${x + 72} ${y + 42} ${x + 4} ${y + 42}Q${x - 50} ${y + 40} ${x - 52} ${y - 22}Z`,
  }[face.glasses]
  const rim = paint[face.rimColor] ?? ''
  const lens = face.lens === 'Dark' ? fill(outline, '#17171c') : fill(outline, '#ffffff', 0.18)
  const bridge = `M${middle - (x - middle) + 52} ${y - 8}Q${middle} ${y - 24} ${x - 52} ${y - 8}`
  const temple =
    line(`M${x + 54} ${y - 18}L558 ${y - 6}`, 11) + line(`M${x + 54} ${y - 18}L558 ${y - 6}`, 7, rim)
  const side = temple + lens + line(outline, 15) + line(outline, 10, rim)
  return mirror(side) + line(bridge, 15) + line(bridge, 10, rim)
}

export function drawEyeMask(face: Face): string {
  if (face.eyeMask === 'None') return ''
  return (
    line('M220 400L548 400', 14) +
    shape(
      'M244 372Q384 348 524 372Q540 430 496 470Q424 484 384 440Q344 484 272 470Q228 430 244 372Z',
      paint[face.eyeMask],
    )
  )
}

export function drawFaceMask(face: Face): string {
  if (face.faceMask === 'None') return ''
  return (
    mirror(line('M508 470Q540 450 556 436M500 560Q540 520 562 480', 4, '#e9e6e0')) +
    shape(
      'M256 462Q384 424 512 462Q514 560 462 590Q384 622 306 590Q254 560 256 462Z',
      {
        Blue: '#6fb7e9',
        White: paint.White,
        Black: paint.Black,
      }[face.faceMask],
    ) +
    line('M272 500Q384 472 496 500M278 540Q384 520 490 540', 3, '#8d939c')
  )
}

export function drawHeadphones(face: Face): string {
  if (face.headphones === 'None') return ''
  const colour = paint[face.headphones] ?? ''
  const band = 'M198 420Q188 92 384 92Q580 92 570 420'
  return (
    line(band, 34) +
    line(band, 27, colour) +
    mirror(shape('M538 386Q600 376 606 446Q600 516 538 506Z', colour, 4))
  )
}

export function drawHat(face: Face): string {
  const colour = paint[face.hatColor]
  switch (face.hat) {
    case 'None':
      return ''
    case 'Casual':
      return (
        `<circle cx="384" cy="74" r="34" fill="#f7f5ef" stroke="${ink}" stroke-width="3"/>` +
        shape('M200 270Q196 90 384 90Q572 90 568 270Z', colour) +
        shape('M192 236h384q14 34 0 68h-384q-14 -34 0 -68Z', colour) +
        line([-140, -84, -28, 28, 84, 140].map(dx => `M${384 + dx} 244v52`).join(''), 3)
      )
    case 'Sports':
      return (
        shape('M204 262Q204 104 384 104Q564 104 564 262Z', colour) +
        shape('M214 252Q384 196 554 252Q612 292 596 316Q384 244 172 316Q156 292 214 252Z', colour) +
        line('M384 104Q330 150 322 222M384 104Q438 150 446 222', 3) +
        `<circle cx="384" cy="104" r="10" fill="${colour}" stroke="${ink}" stroke-width="3"/>`
      )
    case 'Safety helmet':
      return (
        shape('M206 266Q206 86 384 86Q562 86 562 266Z', colour) +
        shape('M352 82h64q10 90 6 176h-76q-4 -86 6 -176Z', colour) +
        shape('M176 262Q384 226 592 262L600 288Q384 254 168 288Z', colour)
      )
    case 'Graduate':
      return (
        shape('M228 190L228 274Q384 236 540 274L540 190Z', colour) +
        shape('M384 70L622 150L384 228L146 150Z', colour) +
        line('M384 148L586 168L588 250', 6, '#f2b61f') +
        shape('M578 246h20l6 44h-32Z', '#f2b61f')
      )
  }
}

export function drawSpecial({ special }: Face): string {
  const ring = special.startsWith('Nose ring')
    ? `<circle cx="384" cy="486" r="15" fill="none" stroke="${ink}" stroke-width="10"/><circle cx="384" cy="486" r="15" fill="none" stroke="#f2b61f" stroke-width="6"/>`
    : ''
  if (special.toLowerCase().endsWith('sticker'))
    return ring + shape('M286 456l11 23 25 3 -18 18 5 25 -23 -12 -23 12 5 -25 -18 -18 25 -3Z', '#f4d03a')
  if (special === 'Medical dressing')
    return `<g transform="rotate(24 290 486)">${shape('M242 470h96q16 16 0 32h-96q-16 -16 0 -32Z', '#f3e3cf')}${fill('M272 473h36v26h-36z', '#d9b48c')}</g>`
  return ring
}

/** Years that a badge states, within the age group. */
export function ageOf({ ageGroup, ageDigit }: Pick<Face, 'ageGroup' | 'ageDigit'>): number {
  if (ageGroup === '3-9') return Math.max(3, Number(ageDigit))
  return Number.parseInt(ageGroup, 10) + Number(ageDigit)
}

/** A card on the chest with age and sex, in letters of our own: they look the same on every machine. */
export function drawBadge(face: Face): string {
  if (face.badge === 'None') return ''
  const rows = [`AGE ${ageOf(face)}`, `SEX ${face.sex === 'Female' ? 'F' : 'M'}`]
  const text = rows.map((row, i) => line(textPath(row, 486, 676 + 42 * i, 29), 6)).join('')
  return shape('M470 632h186v100h-186z', '#ffffff', 4) + text
}
