/**
 * The files of this folder with what an independent decoder makes of them: SHA-256 (its first 64 bits) of the stored
 * values, or red, green, blue, frame after frame in the order of the file, as little-endian numbers of the type named.
 * `dcmtk`: DCMTK 3.6.7 (`dcmdjpeg`, `dcmdjpls`, `dcmdrle`, `dcmconv`, then `dcmdump +W`; colours by `dcm2pnm`).
 * `pydicom`: pydicom 3.0.2 with pylibjpeg-libjpeg 2.5.0, -openjpeg 2.6.0 and -rle 2.2.0. `both` agree where so marked;
 * elsewhere the other cannot read the file, rounds otherwise in JPEG with losses or YCbCr, or (shifted JPEG Lossless)
 * disagrees with DCMTK and libjpeg-turbo.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(import.meta.dirname, name)))
}

export const decodedElsewhere = [
  ['CT0012-fragmented.dcm', 'dcmtk', 'Uint16Array', 'a62ceec7a17af3ce'],
  ['CTImage-jpeg-2000.dcm', 'pydicom', 'Int16Array', 'ca3472c2d32b272f'],
  ['CTImage-jpeg-baseline.dcm', 'dcmtk', 'Uint8Array', '61a9117dd2cb9f8a'],
  ['CTImage-jpeg-lossless.dcm', 'both', 'Int16Array', '1bee432808f49770'],
  ['CTImage-jpeg-ls-lossy.dcm', 'both', 'Int16Array', '9595c2a8a59647d6'],
  ['CTImage-jpeg-progressive.dcm', 'dcmtk', 'Uint16Array', '85e3b617e00dc755'],
  ['CT_small.dcm', 'both', 'Int16Array', '7a481f6ffff833ae'],
  ['JPEG-lossy.dcm', 'dcmtk', 'Uint16Array', 'd30242775a414c01'],
  ['JPEG2000.dcm', 'pydicom', 'Int16Array', '0b1224a6dcd0dceb'],
  ['JPGExtended.dcm', 'dcmtk', 'Uint16Array', 'd30242775a414c01'],
  ['MR_small_RLE.dcm', 'both', 'Int16Array', '88617aaa46138fb1'],
  ['MR_small_bigendian.dcm', 'both', 'Int16Array', '88617aaa46138fb1'],
  ['MR_small_jp2klossless.dcm', 'pydicom', 'Int16Array', '88617aaa46138fb1'],
  ['MR_small_jpeg_ls_lossless.dcm', 'both', 'Int16Array', '88617aaa46138fb1'],
  ['SC_rgb_jpeg_dcmtk.dcm', 'both', 'Uint8Array', 'ddb100d8f45a7fbf'],
  ['SC_rgb_rle.dcm', 'both', 'Uint8Array', '169e619557b12114'],
  ['US-palette.dcm', 'both', 'Uint8Array', 'd4c564cf88bf9fe0'],
  ['image_dfl.dcm', 'both', 'Uint8Array', '1f5f1b1c1a57606a'],
  ['liver_1frame.dcm', 'both', 'Uint8Array', 'e036a07b502fdfd1'],
  ['made-htj2k-frames-long-table.dcm', 'pydicom', 'Uint16Array', '61d65a428b69389c'],
  ['made-htj2k-rct.dcm', 'pydicom', 'Uint8Array', 'b785d706a48baced'],
  ['made-htj2k-signed.dcm', 'pydicom', 'Int16Array', '245cbe4225267b8a'],
  ['made-jpeg-12.dcm', 'dcmtk', 'Uint16Array', 'c960549838a530ca'],
  ['made-jpeg-2000-frames-no-table.dcm', 'pydicom', 'Uint16Array', '61d65a428b69389c'],
  ['made-jpeg-2000-ict.dcm', 'pydicom', 'Uint8Array', 'b552a7e869b94a6c'],
  ['made-jpeg-2000-sign-untold.dcm', 'pydicom', 'Int16Array', '245cbe4225267b8a'],
  ['made-jpeg-2000-signed-bytes.dcm', 'pydicom', 'Int8Array', 'c9457a265fb67875'],
  ['made-jpeg-2000-tiles-signed.dcm', 'pydicom', 'Int16Array', '0a698bb462f3bd00'],
  ['made-jpeg-2000-ybr.dcm', 'pydicom', 'Uint8Array', '0f7dcbcd0399e2f2'],
  ['made-jpeg-420-restart.dcm', 'dcmtk', 'Uint8Array', '71c68d2e9b99ab54'],
  ['made-jpeg-4x2.dcm', 'dcmtk', 'Uint8Array', 'e8f2aeee5ed32f6c'],
  ['made-jpeg-lossless-frames-table.dcm', 'both', 'Uint16Array', '61d65a428b69389c'],
  ['made-jpeg-lossless-planes-restart.dcm', 'both', 'Uint8Array', 'b785d706a48baced'],
  ['made-jpeg-lossless-shifted.dcm', 'dcmtk', 'Uint8Array', 'a2e57a5787bff18e'],
  ['made-jpeg-lossless-signed.dcm', 'both', 'Int16Array', '245cbe4225267b8a'],
  ['made-jpeg-ls-lines.dcm', 'both', 'Uint8Array', 'b785d706a48baced'],
  ['made-jpeg-ls-planes.dcm', 'both', 'Uint8Array', 'b785d706a48baced'],
  ['made-jpeg-ls-samples-lossy.dcm', 'both', 'Uint8Array', '2273734ca9f46b13'],
  ['made-jpeg-rgb-progressive.dcm', 'dcmtk', 'Uint8Array', '012b902da326409b'],
  ['made-ybr-422.dcm', 'pydicom', 'Uint8Array', 'be01aca1d3774d16'],
  ['rtdose.dcm', 'both', 'Uint32Array', 'e30a4288ac229022'],
] as const
