/** Value representations (PS3.5, 6.2). */

/** Those with a length of four bytes (PS3.5, 7.1.2). */
export const longForms = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '))

const shortForms = 'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'
const known = new Set([...longForms, ...shortForms.split(' ')])

/** Whether two letters of the bytes name a representation. */
export function isVr(bytes: Uint8Array, at: number): boolean {
  return known.has(String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0))
}
