/**
 * What may still tell who the patient is after the attributes do not: text in the pixels, overlays in their spare
 * bits, comments in compressed streams, voices. Pixels stay as they are and are not looked at; this only says where a
 * person should look.
 */
import { type DataSet, type Element, numbersIn, tags, textIn, textsIn } from '../dicom/data-set.ts'

export function whatRemains(set: DataSet): string[] {
  return [burnedIn(set), spareBits(set), comments(set.elements.get(tags.PixelData)), voices(set)].filter(
    warning => warning !== undefined,
  )
}

/**
 * Ultrasound, screen shots and captures, endoscopy, microscopy and photographs, fluoroscopy, digitised films and
 * documents.
 */
const oftenBurnedIn = new Set([
  'US',
  'IVUS',
  'OT',
  'SC',
  'ES',
  'XC',
  'GM',
  'SM',
  'OP',
  'OPT',
  'RF',
  'XA',
  'RG',
  'HC',
  'DG',
  'DOC',
  'BMD',
  'ECG',
])

const conversionType = 0x00080064
const secondaryCapture = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(?:\.|$)/

function burnedIn(set: DataSet): string | undefined {
  if (!set.elements.has(tags.PixelData)) return undefined
  const stated = textIn(set, tags.BurnedInAnnotation)
  if (stated === 'YES') return 'identifying text is burned into its pixels, as it says itself'
  if (stated === 'NO') return undefined
  const modality = textIn(set, tags.Modality)
  const captured =
    secondaryCapture.test(textIn(set, tags.SOPClassUID)) ||
    textIn(set, conversionType) !== '' ||
    textsIn(set, tags.ImageType)[1] === 'SECONDARY'
  if (!captured && !oftenBurnedIn.has(modality)) return undefined
  return `text may be burned into its pixels (${captured ? 'a secondary capture' : modality}; it does not say)`
}

/** Overlays of before 2004 lie in the bits of the pixels above those of the image. */
function spareBits(set: DataSet): string | undefined {
  for (let group = 0x6000; group < 0x6020; group += 2) {
    const has = (element: number) => set.elements.has(group * 65536 + element)
    const [bits = 1] = numbersIn(set, group * 65536 + 0x0100)
    if (has(0x0010) && !has(0x3000) && bits > 1)
      return 'an overlay lies in the spare bits of its pixels, which are kept'
  }
  return undefined
}

function comments(pixels: Element | undefined): string | undefined {
  if (pixels?.kind !== 'fragments' || !pixels.fragments.some(hasComment)) return undefined
  return 'its compressed pixels carry comments or application data, which are kept'
}

/**
 * Marker segments ahead of the data: in JPEG and JPEG-LS comments (FFFE) and application data (FFE1 to FFEF, but
 * for Adobe's FFEE); in JPEG 2000 comments (FF64).
 */
function hasComment(stream: Uint8Array): boolean {
  const isJpeg2000 = stream[1] === 0x4f
  if (stream[0] !== 0xff || !(isJpeg2000 || stream[1] === 0xd8)) return false
  for (let at = 2; at + 4 <= stream.length && stream[at] === 0xff; ) {
    const marker = stream[at + 1] ?? 0
    if (marker === (isJpeg2000 ? 0x90 : 0xda)) return false
    const next = at + 2 + (((stream[at + 2] ?? 0) << 8) | (stream[at + 3] ?? 0))
    const tells = isJpeg2000
      ? marker === 0x64
      : marker === 0xfe || (marker > 0xe0 && marker < 0xf0 && marker !== 0xee)
    // In JPEG 2000 two bytes more tell the kind of comment.
    const text = Buffer.from(stream.subarray(at + (isJpeg2000 ? 6 : 4), next)).toString('latin1')
    if (tells && !encoder.test(text)) return true
    at = next
  }
  return false
}

/** What encoders say of themselves. */
const encoder = /^(?:Kakadu|Kdu|OpenJP|Created by (?:GDCM|OpenJP)|LEAD Technologies)/

function voices(set: DataSet): string | undefined {
  return textIn(set, tags.Modality) === 'AU' ? 'it holds sound, in which somebody may be named' : undefined
}
