import { deflateRawSync } from 'node:zlib'
import { expect, suite, test } from 'vitest'
import { isPraxisError } from '../../cases/index.ts'
import {
  buildDicom,
  buildSet,
  type Elements,
  encapsulated,
  rleFrame,
  syntaxes,
  wordBytes,
  words,
} from './__fixtures__/build-dicom.ts'
import { fixture } from './__fixtures__/fixtures.ts'
import { withColourMarker } from './codecs/jpeg-header.ts'
import { tags } from './data-set.ts'
import { describeImage } from './image-description.ts'
import { parseDicom } from './parse.ts'
import { readPixels } from './pixels.ts'
import { readDicom } from './read-dicom.ts'
import { transferSyntaxOf } from './transfer-syntax.ts'

async function samplesIn(elements: Elements, syntax?: string): Promise<number[]> {
  const { volume } = await readDicom(buildDicom(elements, syntax))
  return [...volume.samples]
}

async function complaint(elements: Elements, syntax?: string): Promise<string> {
  try {
    await readDicom(buildDicom(elements, syntax))
  } catch (error) {
    if (isPraxisError(error) && error.code === 'media-undecodable') return error.message
    throw error
  }
  return 'it was read'
}

const rgb: Elements = {
  SamplesPerPixel: 3,
  PhotometricInterpretation: 'RGB',
  PlanarConfiguration: 0,
  Rows: 1,
}

suite('uncompressed pixels', () => {
  test('of 12 bits with sign lose an overlay in the bits above', async () => {
    const samples = await samplesIn({
      BitsAllocated: 16,
      BitsStored: 12,
      HighBit: 11,
      PixelRepresentation: 1,
      PixelData: wordBytes([0xf7ff, 0x1800, 0x0fff, 0xf000]),
    })
    expect(samples).toEqual([2047, -2048, -1, 0])
  })

  test('may lie at the high end of their words', async () => {
    const high: Elements = {
      BitsAllocated: 16,
      BitsStored: 12,
      HighBit: 15,
      PixelData: wordBytes([0x10, 0xfff0, 0, 15]),
    }
    expect(await samplesIn(high)).toEqual([1, 4095, 0, 0])
    // A high bit below the stored bits is no place for them.
    const low: Elements = { ...words, BitsStored: 12, HighBit: 7, PixelData: wordBytes([1, 2, 3, 0x8fff]) }
    expect(await samplesIn(low)).toEqual([1, 2, 3, 4095])
  })

  test('of 1, 8 and 32 bits', async () => {
    const bits: Elements = { BitsAllocated: 1, BitsStored: 1, HighBit: 0, NumberOfFrames: 3 }
    // Frames follow each other without a gap.
    expect(await samplesIn({ ...bits, PixelData: Uint8Array.of(0b01101001, 0b1010) })).toEqual([
      1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1,
    ])
    expect(await samplesIn({ PixelRepresentation: 1, PixelData: Uint8Array.of(127, 128, 255, 0) })).toEqual([
      127, -128, -1, 0,
    ])
    const long = { BitsAllocated: 32, BitsStored: 32, HighBit: 31, PixelData: new Uint8Array(16).fill(255) }
    expect(await samplesIn(long)).toEqual([4294967295, 4294967295, 4294967295, 4294967295])
    expect(await samplesIn({ ...long, PixelRepresentation: 1 })).toEqual([-1, -1, -1, -1])
    expect(await samplesIn({ ...long, BitsStored: 20, HighBit: 19 })).toEqual(Array(4).fill(2 ** 20 - 1))
  })

  test('in big endian are swapped in words, single bytes in pairs, except in OB', async () => {
    const bigEndian = async (elements: Elements, vr: string, bytes: number[]) => {
      const set = { ...buildSet({ ...elements }), littleEndian: true }
      const image = describeImage(set)
      const pixels = { kind: 'value' as const, vr, bytes: Uint8Array.from(bytes) }
      const elementsBig = new Map([...set.elements, [0x7fe00010, pixels] as const])
      const syntax = transferSyntaxOf('1.2.840.10008.1.2.2')
      const file = { meta: set, set: { littleEndian: false, elements: elementsBig }, syntax }
      return [...(await readPixels(file, image)).samples]
    }
    const row: Elements = { Rows: 1, Columns: 2, BitsAllocated: 16 }
    expect(await bigEndian(row, 'OW', [1, 2, 0xff, 0xfe])).toEqual([0x102, 0xfffe])
    expect(await bigEndian({ ...row, BitsAllocated: 8 }, 'OW', [1, 2])).toEqual([2, 1])
    expect(await bigEndian({ ...row, BitsAllocated: 8 }, 'OB', [1, 2])).toEqual([1, 2])
    expect(await bigEndian({ ...row, BitsAllocated: 32 }, 'OW', [0, 0, 1, 2, 0, 0, 0, 3])).toEqual([258, 3])
  })

  test('may be followed by padding, and must all be there', async () => {
    expect(await samplesIn({ PixelData: Uint8Array.of(1, 2, 3, 4, 9, 9, 9, 9) })).toEqual([1, 2, 3, 4])
    expect(await complaint({ PixelData: Uint8Array.of(1, 2) })).toBe(
      'its pixels need 4 bytes and 2 are there; fetch the file again',
    )
  })
})

suite('colours', () => {
  test('in planes are brought together, frame by frame', async () => {
    const planar = { ...rgb, PlanarConfiguration: 1, NumberOfFrames: 2 }
    expect(
      await samplesIn({ ...planar, PixelData: Uint8Array.of(1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 16) }),
    ).toEqual([1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16])
  })

  test('of 16 bits keep their high byte', async () => {
    expect(
      await samplesIn({ ...rgb, ...words, PixelData: wordBytes([0xff00, 0x1234, 0xff, 0, 0x8000, 0xffff]) }),
    ).toEqual([255, 0x12, 0, 0, 128, 255])
  })

  test('in YCbCr are turned, of the full range or of television', async () => {
    const ybr = { ...rgb, PhotometricInterpretation: 'YBR_FULL' }
    // Grey, then the red of BT.601: Y 76, Cb 85, Cr 255.
    const full = Uint8Array.of(100, 128, 128, 76, 85, 255)
    expect(await samplesIn({ ...ybr, PixelData: full })).toEqual([100, 100, 100, 254, 0, 0])
    const partial = Uint8Array.of(16, 128, 128, 235, 128, 128)
    expect(
      await samplesIn({ ...ybr, PhotometricInterpretation: 'YBR_PARTIAL_420', PixelData: partial }),
    ).toEqual([0, 0, 0, 255, 255, 255])
  })

  test('of YBR_FULL_422 are shared by two pixels', async () => {
    const shared = {
      ...rgb,
      PhotometricInterpretation: 'YBR_FULL_422',
      PixelData: Uint8Array.of(10, 20, 128, 128),
    }
    expect(await samplesIn(shared)).toEqual([10, 10, 10, 20, 20, 20])
  })

  test('are three samples where that is not told', async () => {
    expect(
      await samplesIn({ ...rgb, SamplesPerPixel: undefined, PixelData: Uint8Array.of(1, 2, 3, 4, 5, 6) }),
    ).toEqual([1, 2, 3, 4, 5, 6])
  })
})

suite('encapsulated pixels', () => {
  test('in RLE hold a segment for each byte, the highest first', async () => {
    const word = encapsulated([rleFrame([Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8)])])
    expect(await samplesIn({ ...words, PixelData: word }, syntaxes.rle)).toEqual([0x105, 0x206, 0x307, 0x408])
    const planes = [Uint8Array.of(1, 4), Uint8Array.of(2, 5), Uint8Array.of(3, 6)]
    expect(await samplesIn({ ...rgb, PixelData: encapsulated([rleFrame(planes)]) }, syntaxes.rle)).toEqual([
      1, 2, 3, 4, 5, 6,
    ])
  })

  test('may be deflated frame by frame, or not compressed at all', async () => {
    const frames = [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8)]
    const both = [1, 2, 3, 4, 5, 6, 7, 8]
    const deflated = encapsulated(frames.map(frame => new Uint8Array(deflateRawSync(frame))))
    expect(await samplesIn({ NumberOfFrames: 2, PixelData: deflated }, syntaxes.deflatedFrames)).toEqual(both)
    expect(
      await samplesIn({ NumberOfFrames: 2, PixelData: encapsulated(frames) }, '1.2.840.10008.1.2.1.98'),
    ).toEqual(both)
  })

  test('are decoded by what their stream is, whatever the file says', async () => {
    const file = Buffer.from(fixture('MR_small_jpeg_ls_lossless.dcm'))
    const before = (await readDicom(file)).volume.samples
    file.write('1.2.840.10008.1.2.4.90', file.indexOf('1.2.840.10008.1.2.4.80'))
    expect((await readDicom(file)).volume.samples).toEqual(before)
  })

  test('have the sign of their stream, where the header tells of more bits than it has', async () => {
    const { set } = parseDicom(fixture('made-jpeg-2000-tiles-signed.dcm'))
    const PixelData = set.elements.get(tags.PixelData)
    const wide: Elements = { ...words, PixelRepresentation: 1, Rows: 53, Columns: 67, PixelData }
    const { volume } = await readDicom(fixture('made-jpeg-2000-tiles-signed.dcm'))
    expect(await samplesIn(wide, syntaxes.jpeg2000)).toEqual([...volume.samples])
    expect(Math.min(...volume.samples)).toBeLessThan(0)
  })

  test('of JPEG are turned to RGB by what their markers say, and else by what the header says', async () => {
    const { set } = parseDicom(fixture('made-jpeg-420-restart.dcm'))
    const pixels = set.elements.get(tags.PixelData)
    const stream = pixels?.kind === 'fragments' ? (pixels.fragments[0] ?? new Uint8Array()) : new Uint8Array()
    const read = (bytes: Uint8Array, photometric: string) => {
      const told = { ...rgb, Rows: 54, Columns: 66, PhotometricInterpretation: photometric }
      return samplesIn({ ...told, PixelData: encapsulated([bytes]) }, syntaxes.jpegBaseline)
    }
    const turned = [...(await readDicom(fixture('made-jpeg-420-restart.dcm'))).volume.samples]
    expect(await read(stream, 'RGB')).toEqual(turned)
    expect(await read(withColourMarker(stream, true), 'RGB')).toEqual(turned)
    const asCoded = await read(withColourMarker(stream, false), 'YBR_FULL_422')
    expect(asCoded).not.toEqual(turned)
    // Without the fourteen bytes of the Adobe marker and its two of mark.
    const bare = Buffer.concat([stream.subarray(0, 2), withColourMarker(stream, true).subarray(18)])
    expect(await read(bare, 'RGB')).toEqual(asCoded)
    expect(await read(bare, 'YBR_FULL_422')).toEqual(turned)
  })

  test('that do not fit the header are refused', async () => {
    const { set } = parseDicom(fixture('made-jpeg-2000-tiles-signed.dcm'))
    const PixelData = set.elements.get(tags.PixelData)
    const fitting: Elements = {
      Rows: 53,
      Columns: 67,
      BitsAllocated: 16,
      BitsStored: 12,
      HighBit: 11,
      PixelData,
    }
    expect((await samplesIn(fitting, syntaxes.jpeg2000)).length).toBe(53 * 67)
    expect(await complaint({ ...fitting, Rows: 52 }, syntaxes.jpeg2000)).toBe(
      'a frame is 67×53 of 1 samples; the header says 67×52 of 1; fetch the file again',
    )
    const narrow = { ...fitting, BitsAllocated: 8, BitsStored: 8, HighBit: 7 }
    expect(await complaint(narrow, syntaxes.jpeg2000)).toBe(
      'a frame has samples of 12 bits; the header allots 8; fetch the file again',
    )
  })
})

suite('what cannot be read is refused in one line', () => {
  const pixels = encapsulated([Uint8Array.of(1, 2, 3, 4)])

  test('video, and whatever is unknown', async () => {
    expect(await complaint({ PixelData: pixels }, syntaxes.mpeg4)).toMatch(
      /^its pixels are in MPEG-4 High Profile, /,
    )
    expect(await complaint({ PixelData: pixels }, '1.2.3.4.5')).toMatch(
      /^its pixels are in transfer syntax 1.2.3.4.5, /,
    )
  })

  test('frames that do not begin as they must, or are not encapsulated', async () => {
    expect(await complaint({ PixelData: pixels }, syntaxes.jpegBaseline)).toBe(
      'a frame does not begin as JPEG Baseline must; fetch the file again',
    )
    expect(await complaint({}, syntaxes.jpegBaseline)).toMatch(
      /^its pixels are not in the frames that JPEG Baseline/,
    )
  })

  test.each([
    ['Rows', { Rows: 0 }],
    ['Columns', { Columns: undefined }],
    ['Bits Allocated', { BitsAllocated: 12 }],
    ['Bits Stored', { BitsStored: 9 }],
    ['High Bit', { HighBit: 8 }],
    ['Samples per Pixel', { SamplesPerPixel: 4 }],
    ['Number of Frames', { NumberOfFrames: -1 }],
  ] satisfies [string, Elements][])('a senseless %s', async (name, elements) => {
    expect(await complaint(elements)).toMatch(new RegExp(`^its ${name} is (missing|-?\\d+); `))
  })

  test('whole numbers of 64 bits', async () => {
    const wide = { BitsAllocated: 64, BitsStored: 64, HighBit: 63, PixelData: new Uint8Array(32) }
    expect(await complaint(wide)).toMatch(/^its samples are whole numbers of 64 bits; /)
  })

  test('JPEG of a process that nobody decodes, and JPEG-LS that is cut off', async () => {
    const process = hex('ffd8 ffcb000b 08 0002 0002 01 011100 ffda')
    expect(await complaint({ PixelData: encapsulated([process]) }, syntaxes.jpegLossless)).toMatch(
      /^it is JPEG of a process \(SOF11\) that is not supported; /,
    )
    const cut = hex('ffd8 fff7000b 08 0002 0002 01 011100 ffda')
    expect(await complaint({ PixelData: encapsulated([cut]) }, syntaxes.jpegLs)).toMatch(
      /^a JPEG-LS frame is cut off; /,
    )
  })

  test('no pixels, or none at all', async () => {
    expect(await complaint({ PixelData: undefined })).toMatch(
      /^it is a DICOM Secondary Capture Image and holds no pixels/,
    )
    const word = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7.3', PixelData: undefined }
    expect(await complaint(word)).toMatch(/^it is a DICOM Multi-frame Grayscale Word Secondary Capture Image/)
    expect(await complaint({ PixelData: encapsulated([]) }, syntaxes.rle)).toMatch(
      /^its pixels are encapsulated and empty/,
    )
  })
})

suite('what a header claims is not laid out', () => {
  const huge: Elements = { Rows: 65535, Columns: 65535 }
  const large: Elements = { Rows: 32767, Columns: 32767 }

  test('beyond what can be opened', async () => {
    expect(await complaint({ ...huge, PixelData: new Uint8Array(100) })).toMatch(
      /^its header claims 65535 × 65535 voxels/,
    )
    expect(
      await complaint({ ...large, PixelData: encapsulated([new Uint8Array(100)]) }, syntaxes.rle),
    ).toMatch(/^a frame has 1073676289 samples; /)
  })

  test('beyond the bytes that are there', async () => {
    expect(await complaint({ ...large, PixelData: new Uint8Array(100) })).toMatch(
      /^its pixels need 1073676289 bytes/,
    )
    expect(
      await complaint(
        { NumberOfFrames: 1_000_000, PixelData: encapsulated([new Uint8Array(100)]) },
        syntaxes.rle,
      ),
    ).toMatch(/^1000000 frames are announced and 1 fragments/)
  })

  test.each([
    ['RLE', syntaxes.rle, Uint8Array.of(1, ...new Uint8Array(99))],
    ['JPEG', syntaxes.jpegBaseline, stream('ffd8ffc0000b08 2710 2710 01011100 ffda')],
    ['JPEG Lossless', syntaxes.jpegLossless, stream('ffd8ffc3000b08 2710 2710 01011100 ffda')],
    ['JPEG-LS', syntaxes.jpegLs, stream('ffd8fff7000b08 2710 2710 01011100 ffda', 200)],
    ['JPEG 2000', syntaxes.jpeg2000, codestream(10_000)],
  ])('beyond what a few bytes of %s can hold', async (_name, syntax, bytes) => {
    const before = process.memoryUsage().arrayBuffers
    const claim = { Rows: 10_000, Columns: 10_000, PixelData: encapsulated([bytes]) }
    expect(await complaint(claim, syntax)).toBe(
      'its header claims 100000000 samples a frame, more than its bytes can hold; fetch the file again',
    )
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10e6)
  })

  test('and a frame that unfolds beyond its size is given up on', async () => {
    const bomb = encapsulated([new Uint8Array(deflateRawSync(new Uint8Array(1e6)))])
    expect(await complaint({ PixelData: bomb }, syntaxes.deflatedFrames)).toMatch(
      /^a deflated frame does not unfold/,
    )
  })
})

function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))
}

function stream(text: string, length = 40): Uint8Array {
  const bytes = new Uint8Array(length)
  bytes.set(hex(text))
  return bytes
}

/** The head of a JPEG 2000 codestream for one component of 8 bits. */
function codestream(side: number): Uint8Array {
  const bytes = new Uint8Array(60)
  bytes.set(Buffer.from('ff4fff5100290000', 'hex'))
  const view = new DataView(bytes.buffer)
  view.setUint32(8, side)
  view.setUint32(12, side)
  view.setUint16(40, 1)
  bytes.set([7, 1, 1, 0xff, 0x90], 42)
  return bytes
}
