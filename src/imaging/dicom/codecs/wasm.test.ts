import { expect, suite, test } from 'vitest'
import { fixture } from '../__fixtures__/fixtures.ts'
import { tags } from '../data-set.ts'
import { parseDicom } from '../parse.ts'
import { decodeWasm } from './wasm.ts'

function stream(name: string): Uint8Array {
  const pixels = parseDicom(fixture(name)).set.elements.get(tags.PixelData)
  if (pixels?.kind !== 'fragments') throw new TypeError('no fragments')
  return new Uint8Array(pixels.fragments[0] ?? [])
}

const size = { width: 66, height: 54, components: 3 }

/** What is damaged makes CharLS read on beyond its end, where there is no last marker to stop it. */
function looping(): Uint8Array {
  const bytes = stream('made-jpeg-ls-lines.dcm').fill(0, 40, 80)
  bytes[bytes.lastIndexOf(0xd9)] = 0x21
  return bytes
}

suite('the thread of the decoders', () => {
  test('decodes streams in turn, whatever codec they need', async () => {
    const codings = [
      ['charls', 'made-jpeg-ls-lines.dcm'],
      ['openjph', 'made-htj2k-rct.dcm'],
      ['charls', 'made-jpeg-ls-planes.dcm'],
    ] as const
    const [first, ...others] = await Promise.all(
      codings.map(([codec, name]) => decodeWasm(codec, stream(name), size)),
    )
    expect(first).toHaveLength(66 * 54 * 3)
    for (const other of others) expect(other).toEqual(first)
  })

  test('is given up where a decoder loops, and what waits is decoded by another', async () => {
    const sound = stream('made-jpeg-ls-lines.dcm')
    const lost = decodeWasm('charls', looping(), size, 500)
    const waiting = decodeWasm('charls', sound, size)
    await expect(lost).rejects.toThrow(/^a frame does not decode \(charls: nothing after 0.5 s\); /)
    expect(await waiting).toHaveLength(66 * 54 * 3)
  })

  test('leaves the caller its bytes, and tells what is damaged', async () => {
    const bytes = stream('made-jpeg-ls-lines.dcm')
    const before = bytes.slice()
    await decodeWasm('charls', bytes, size)
    expect(bytes).toEqual(before)
    await expect(decodeWasm('charls', new Uint8Array(40), size)).rejects.toThrow(
      /charls: the stream is damaged/,
    )
    await expect(decodeWasm('charls', bytes, { ...size, width: 65 })).rejects.toThrow(/the stream is damaged/)
  })
})
