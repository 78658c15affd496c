import { expect, suite, test } from 'vitest'
import type { Graph } from '../../onnx/__fixtures__/write-onnx.ts'
import { fakeNetwork } from './__fixtures__/fake-network.ts'
import { encoder, pictureDecoder, promptDecoder, sam2Features } from './__fixtures__/networks.ts'
import { selectNetworks } from './find-networks.ts'
import { planFor } from './plan.ts'
import type { Settings } from './settings.ts'

type Signature = Pick<Graph, 'inputs' | 'outputs'>

function select(files: Record<string, Signature>, settings: Settings = {}) {
  const loaded = Object.entries(files).map(([name, signature]) => fakeNetwork(`dir/${name}`, signature))
  return selectNetworks('dir', settings, loaded)
}

const plan = (files: Record<string, Signature>, settings: Settings = {}) =>
  planFor(settings, select(files, settings))

const sam = { e: encoder({ side: 1024 }), d: promptDecoder({ side: 1024, grid: 256 }) }

suite('encoder and decoder', () => {
  test('are told by what they take, whatever their names', () => {
    const {
      encoder: e,
      decoder: d,
      features,
    } = select({ d: sam.e, e: sam.d, other: { inputs: [], outputs: [] } })
    expect([e.network.file, d.network.file]).toEqual(['dir/d', 'dir/e'])
    expect([e.side, e.layout]).toEqual([1024, 'nchw'])
    expect([...features]).toEqual([['image_embeddings', 'image_embeddings']])
  })

  test('features of other names are matched by their shape', () => {
    const features = { out0: 4, out1: 8, out2: 16 }
    const decoder = promptDecoder({ side: 512, grid: 128, features: sam2Features })
    const { features: matched } = select({ e: encoder({ side: 512, features }), d: decoder })
    expect(Object.fromEntries(matched)).toEqual({
      image_embed: 'out2',
      high_res_feats_0: 'out0',
      high_res_feats_1: 'out1',
    })
  })

  test.each([
    ['no encoder', { d: sam.d }, /there is no encoder, which takes one picture.*\(d takes image_embeddings/],
    [
      'no decoder',
      { e: sam.e },
      /there is no decoder, which takes point_coords.*e takes image \[1, 3, 1024, 1024\]/,
    ],
    ['two encoders', { ...sam, f: sam.e }, /2 encoders \(e, f\); name one as encoder in segmenter\.json/],
    ['two decoders', { ...sam, f: sam.d }, /2 decoders \(d, f\)/],
    [
      'features the encoder lacks',
      { e: sam.e, d: promptDecoder({ side: 1024, grid: 256, features: sam2Features }) },
      /d: it takes high_res_feats_0 \[1, 3, 256, 256\], high_res_feats_1 .*which the encoder does not give/,
    ],
    [
      'features of another size',
      { e: sam.e, d: promptDecoder({ side: 512, grid: 256 }) },
      /d: it takes image_embeddings \[1, 3, 32, 32\].*gives image_embeddings \[1, 3, 64, 64\]/,
    ],
    [
      'no labels',
      { e: sam.e, d: promptDecoder({ side: 1024, grid: 256, names: { labels: 'kinds' } }) },
      /takes point_coords, but no point_labels/,
    ],
    [
      'no flag for the mask',
      { e: sam.e, d: promptDecoder({ side: 1024, grid: 256, names: { hasMask: 'flag' } }) },
      /takes mask_input, but no has_mask_input/,
    ],
    ['an encoder beyond reason', { ...sam, e: encoder({ side: 65536 }) }, /65536 pixels, above 4096/],
    [
      'a mask beyond reason',
      { e: sam.e, d: promptDecoder({ side: 1024, grid: 100_000 }) },
      /mask_input \[1, 1, 100000, 100000\] is larger than/,
    ],
  ])('%s is said in one line', (_, files, message) => {
    const selecting = () => select(files)
    expect(selecting).toThrow(expect.objectContaining({ code: 'data-malformed' }))
    expect(selecting).toThrow(message)
    expect(selecting).toThrow(/^[^\n]+$/)
  })

  test('the settings choose where there are several', () => {
    const files = { a: sam.e, b: sam.e, c: sam.d }
    expect(select(files, { encoder: 'b' }).encoder.network.file).toBe('dir/b')
  })
})

suite('what becomes of a picture', () => {
  test('SAM pads, at the size the encoder takes', () => {
    expect(plan(sam)).toEqual({ side: 1024, fit: 'pad', pixels: 'imagenet', padded: true })
  })

  test('SAM 2 is known by its features, whatever its name; it stretches, and adds the empty point itself', () => {
    const networks = {
      'medsam2.onnx': encoder({ side: 512, features: sam2Features }),
      d: promptDecoder({ side: 512, grid: 128, features: sam2Features }),
    }
    expect(plan(networks)).toEqual({ side: 512, fit: 'squash', pixels: 'imagenet', padded: false })
  })

  test('MedSAM is known by the name of its encoder, LiteMedSAM by its size as well', () => {
    const medsam = (side: number) => ({ 'MedSAM-vit_b.onnx': encoder({ side }), d: pictureDecoder(side, 0) })
    expect(plan(medsam(1024))).toEqual({ side: 1024, fit: 'squash', pixels: 'min-max', padded: true })
    expect(plan(medsam(256))).toEqual({ side: 256, fit: 'pad', pixels: 'min-max', padded: true })
  })

  test('an encoder that takes bytes or a bare picture scales the values itself', () => {
    for (const e of [
      encoder({ side: 256, type: 'uint8' }),
      encoder({ side: 256, layout: 'hwc', open: true }),
    ])
      expect(plan({ e, d: pictureDecoder(256, 0) }).pixels).toBe('bytes')
  })

  test('the settings have the last word, but not over the size of the encoder', () => {
    const pixels = { mean: [0, 0, 0], std: [255, 255, 255] } satisfies Settings['pixels']
    expect(plan(sam, { family: 'sam2', size: 512, pixels })).toEqual({
      side: 1024,
      fit: 'squash',
      pixels,
      padded: false,
    })
    const open = { e: encoder({ side: 256, layout: 'hwc', open: true }), d: pictureDecoder(256, 0) }
    expect([plan(open).side, plan(open, { size: 256, fit: 'squash' })]).toMatchObject([
      1024,
      { side: 256, fit: 'squash' },
    ])
  })
})
