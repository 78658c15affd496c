/**
 * A stroke font of our own, so that labels look the same on every machine: what SVG text looks like
 * depends on the installed fonts, and without any it is not drawn. Capitals, digits and some signs on a
 * grid four units wide and six high, y down; small letters are drawn as capitals.
 */

/** Polylines of grid points, two digits (x then y) each: `'00 46'` is one stroke, `|` parts strokes. */
const strokes: Readonly<Record<string, string>> = {
  A: '06 02 20 42 46|04 44',
  B: '00 06 36 45 44 33 03|00 30 41 42 33',
  C: '41 30 10 01 05 16 36 45',
  D: '00 06 26 44 42 20 00',
  E: '40 00 06 46|03 33',
  F: '40 00 06|03 33',
  G: '41 30 10 01 05 16 36 45 43 23',
  H: '00 06|40 46|03 43',
  I: '10 30|20 26|16 36',
  J: '40 45 36 16 05 04',
  K: '00 06|40 03 46',
  L: '00 06 46',
  M: '06 00 23 40 46',
  N: '06 00 46 40',
  O: '10 30 41 45 36 16 05 01 10',
  P: '06 00 30 41 42 33 03',
  Q: '10 30 41 45 36 16 05 01 10|24 46',
  R: '06 00 30 41 42 33 03|23 46',
  S: '41 30 10 01 02 13 33 44 45 36 16 05',
  T: '00 40|20 26',
  U: '00 05 16 36 45 40',
  V: '00 26 40',
  W: '00 16 23 36 40',
  X: '00 46|40 06',
  Y: '00 23 40|23 26',
  Z: '00 40 06 46',
  0: '10 30 41 45 36 16 05 01 10|41 05',
  1: '11 20 26|06 46',
  2: '01 10 30 41 42 06 46',
  3: '00 40 23 33 44 45 36 16 05',
  4: '36 30 04 44',
  5: '40 00 02 32 43 45 36 06',
  6: '30 10 01 05 16 36 45 44 33 13 04',
  7: '00 40 16',
  8: '10 30 41 42 33 13 02 01 10|13 04 05 16 36 45 44 33',
  9: '16 36 45 41 30 10 01 02 13 33 42',
  '.': '26 26',
  ',': '25 17',
  ':': '22 22|25 25',
  '-': '13 33',
  '+': '03 43|21 25',
  '=': '02 42|04 44',
  '/': '06 40',
  '%': '06 40|01 01|45 45',
  '(': '30 12 14 36',
  ')': '10 32 34 16',
  '?': '01 10 30 41 42 23 24|26 26',
  '!': '20 24|26 26',
  '#': '10 16|30 36|02 42|04 44',
  "'": '20 21',
  ' ': '',
}
// Any other character shows as an empty frame, so that nothing goes missing unseen.
const unknown = '00 40 46 06 00'

const unitsHigh = 6
const unitsWide = 4
const advance = 6

/** Pixels from the left edge of the first letter to the right edge of the last. */
export function textWidth(text: string, size: number): number {
  return (Math.max(0, [...text].length * advance - (advance - unitsWide)) * size) / unitsHigh
}

/** SVG path data of the text, its baseline starting at (x, y); `size` is the height of a capital in pixels. */
export function textPath(text: string, x: number, y: number, size: number): string {
  const unit = size / unitsHigh
  const place = (pair: string, letter: number) => {
    const right = x + (letter * advance + Number(pair[0])) * unit
    const down = y + (Number(pair[1]) - unitsHigh) * unit
    return `${right.toFixed(2)} ${down.toFixed(2)}`
  }
  return [...text.toUpperCase()]
    .flatMap((character, letter) =>
      (strokes[character] ?? unknown)
        .split('|')
        .filter(stroke => stroke !== '')
        .map(
          stroke =>
            `M${stroke
              .split(' ')
              .map(pair => place(pair, letter))
              .join('L')}`,
        ),
    )
    .join('')
}
