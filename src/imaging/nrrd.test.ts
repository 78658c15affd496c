import { gunzipSync } from 'node:zlib'
import { expect, suite, test } from 'vitest'
import { writeNrrd } from './nrrd.ts'
import type { Volume } from './volume.ts'

const volume: Volume = {
  size: { x: 3, y: 2, z: 1, t: 1 },
  channels: 1,
  samples: Uint8Array.of(0, 1, 2, 3, 4, 5),
  rescale: { slope: 1, intercept: 0 },
  unit: 'label',
  // Columns run to the left and down, 0.5 and 2 mm a step; slices 3 mm to the head.
  affine: [0.5, 0, 0, -10, 0, 1.2, -1.8, 20, 0, 1.6, 2.4, 30, 0, 0, 0, 1],
}

suite('NRRD', () => {
  test('is a header of text with the axes of the volume, an empty line and the samples', async () => {
    const bytes = Buffer.from(await writeNrrd(volume))
    const end = bytes.indexOf('\n\n')
    expect(bytes.subarray(0, end).toString().split('\n')).toEqual([
      'NRRD0004',
      'type: uint8',
      'dimension: 3',
      'space: left-posterior-superior',
      'sizes: 3 2 1',
      'space directions: (0.5,0,0) (0,1.2,1.6) (0,-1.8,2.4)',
      'kinds: domain domain domain',
      'endian: little',
      'encoding: raw',
      'space origin: (-10,20,30)',
    ])
    expect([...bytes.subarray(end + 2)]).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('compressed on demand, and for a volume that lies nowhere along the axes at its spacing', async () => {
    const { affine, ...placeless } = volume
    const samples = Int16Array.of(1, -2, 3, -4, 5, -6)
    const bytes = Buffer.from(
      await writeNrrd({ ...placeless, samples, spacing: { x: 0.5, y: 2 } }, { compress: true }),
    )
    const end = bytes.indexOf('\n\n')
    const header = bytes.subarray(0, end).toString()
    for (const line of [
      'type: int16',
      'encoding: gzip',
      'space directions: (0.5,0,0) (0,2,0) (0,0,1)',
      'space origin: (0,0,0)',
    ])
      expect(header).toContain(line)
    expect(new Int16Array(Uint8Array.from(gunzipSync(bytes.subarray(end + 2))).buffer)).toEqual(samples)
  })
})
