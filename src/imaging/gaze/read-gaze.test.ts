import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { readPupilAois } from './pupil-aois.ts'
import { describeQuality } from './quality.ts'
import { readGaze } from './read-gaze.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'praxis-gaze-'))
})
afterAll(() => rm(folder, { recursive: true }))

const write = async (name: string, lines: string[]): Promise<string> => {
  const file = join(folder, name)
  await writeFile(file, `${lines.join('\n')}\n`)
  return file
}
const only = async (file: string, options = {}) => {
  const { layout, recordings } = await readGaze(file, options)
  expect(recordings).toHaveLength(1)
  const [recording] = recordings
  if (recording === undefined) throw new Error('no recording')
  return { layout, ...recording }
}

suite('readGaze', () => {
  test('reads gaze on a Pupil Cloud surface, in pixels of the picture', async () => {
    const file = await write('gaze.csv', [
      'section id,recording id,timestamp [ns],gaze detected on surface,gaze position on surface x [normalized],gaze position on surface y [normalized],fixation id',
      's1,r1,1754690230077095946,true,0.25,0.5,',
      's1,r1,1754690230082104946,false,1.5,-0.2,',
      's1,r1,1754690230087092946,true,0.3,0.5,7',
    ])
    const { layout, samples, quality } = await only(file, { picture: { width: 200, height: 100 } })
    expect(layout).toBe('pupil-surface-gaze')
    expect(samples.map(({ at, valid }) => [at?.x, at?.y, valid])).toEqual([
      [50, 50, true],
      [300, -20, false],
      [60, 50, true],
    ])
    expect((samples[1]?.tMs ?? 0) - (samples[0]?.tMs ?? 0)).toBeCloseTo(5.009, 3)
    expect(quality).toMatchObject({
      rows: 3,
      usable: 2,
      faults: { 'off-picture': { count: 1, firstRow: 2 } },
    })
  })

  test('needs the size of the picture where the file gives shares of it', async () => {
    const file = await write('normalised.csv', [
      'section id,timestamp [ns],gaze detected on surface,gaze position on surface x [normalized],gaze position on surface y [normalized]',
      's1,1,true,0.25,0.5',
    ])
    await expect(readGaze(file)).rejects.toThrow(/normalised\.csv.*say how large the picture is/)
  })

  test('reads fixations on a surface, and tells a flag that contradicts the position', async () => {
    const file = await write('fixations.csv', [
      'section id,recording id,fixation id,start timestamp [ns],end timestamp [ns],duration [ms],fixation detected on surface,fixation x [normalized],fixation y [normalized]',
      's1,r1,253,1754690230422467946,1754690230547470946,125,true,0.342627,0.921271',
      's1,r1,262,1754690232984841946,1754690233094966946,110,true,0.262905,1.653172',
    ])
    const { fixations, quality } = await only(file, { picture: { width: 1000, height: 1000 } })
    expect(fixations).toHaveLength(1)
    expect(fixations[0]).toMatchObject({ id: '253', at: { frame: 'pixel', x: 342.627, y: 921.271 } })
    expect((fixations[0]?.endMs ?? 0) - (fixations[0]?.startMs ?? 0)).toBeCloseTo(125.003, 3)
    expect(quality.faults).toEqual({
      'flag-mismatch': { count: 1, firstRow: 2 },
      'off-picture': { count: 1, firstRow: 2 },
    })
  })

  test('reads the Reference Image Mapper in pixels', async () => {
    const file = await write('rim.csv', [
      'section id,recording id,timestamp [ns],gaze detected in reference image,gaze position in reference image x [px],gaze position in reference image y [px],fixation id,blink id',
      's1,r1,1000000,true,12.5,7,1,',
      's1,r1,6000000,false,,,,3',
    ])
    const { layout, samples, quality } = await only(file)
    expect(layout).toBe('pupil-image-gaze')
    expect(samples).toEqual([
      { tMs: 1, valid: true, at: { frame: 'pixel', x: 12.5, y: 7 } },
      { tMs: 6, valid: false },
    ])
    expect(quality.faults).toEqual({ 'eye-lost': { count: 1, firstRow: 2 } })
  })

  test('reads Tobii Studio with its fixations, one recording for each participant', async () => {
    const file = await write('tobii.csv', [
      'ParticipantName,MediaWidth,MediaHeight,RecordingTimestamp,FixationIndex,GazeEventType,FixationPointX (MCSpx),FixationPointY (MCSpx),GazePointX (ADCSpx),GazePointY (ADCSpx),GazePointX (MCSpx),GazePointY (MCSpx)',
      '00,562,762,20010,,Unclassified,,,,,,',
      '00,562,762,20013,1,Fixation,293,425,651,553,292,422',
      '00,562,762,20016,1,Fixation,293,425,652,555,293,424',
      '00,562,762,20020,,Saccade,,,100,90,,',
      '01,562,762,31000,1,Fixation,10,20,369,151,10,20',
    ])
    const { layout, recordings } = await readGaze(file)
    expect(layout).toBe('tobii-studio')
    expect(recordings.map(({ id }) => id)).toEqual(['00', '01'])
    const [first] = recordings
    expect(first?.picture).toEqual({ width: 562, height: 762 })
    expect(first?.fixations).toEqual([
      { id: '1', startMs: 20013, endMs: 20016, at: { frame: 'pixel', x: 293, y: 425 } },
    ])
    expect(first?.quality).toMatchObject({
      rows: 4,
      usable: 2,
      faults: { 'eye-lost': { count: 1, firstRow: 1 }, 'off-picture': { count: 1, firstRow: 4 } },
    })
  })

  const shown =
    'pupil_area_normalized,angular_resolution_x_pixels_per_degree,angular_resolution_y_pixels_per_degree,window_width,window_level,xmin_shown_from_image,ymin_shown_from_image,xmax_shown_from_image,ymax_shown_from_image,xmin_in_screen_coordinates,ymin_in_screen_coordinates,xmax_in_screen_coordinates,ymax_in_screen_coordinates'
  test.each([['x_position,y_position'], ['average_x_position,average_y_position']])(
    'reads REFLACX fixations in seconds with columns %s',
    async columns => {
      const file = await write('reflacx.csv', [
        `timestamp_start_fixation,timestamp_end_fixation,${columns},${shown}`,
        '7.08,7.293,405,420,1.131,94,95,0.99829,0.49841,0,303,2521,2463,661,0,3180,2160',
        '7.4,7.6,405,100,1.131,96,97,0.99829,0.49841,0,303,2521,2463,661,0,3180,2160',
      ])
      const { layout, fixations, pixelsPerDegree, quality } = await only(file, {
        picture: { width: 2544, height: 3056 },
      })
      expect(layout).toBe('reflacx-fixations')
      expect(fixations).toHaveLength(1)
      expect(fixations[0]).toMatchObject({ startMs: 7080, endMs: 7293, at: { x: 405, y: 420 } })
      expect(pixelsPerDegree).toEqual({ x: 96, y: 97 })
      // The second lies on the radiograph, above the part of it that was on the screen.
      expect(quality.faults).toMatchObject({ 'off-picture': { count: 1 }, 'flag-mismatch': { count: 1 } })
    },
  )

  test('reads REFLACX gaze at 1000 Hz, where an empty position is a lost eye', async () => {
    const file = await write('reflacx-gaze.csv', [
      `timestamp_sample,x_position,y_position,${shown}`,
      '0.001,10,20,1,94,94,1,0.5,0,0,100,100,0,0,100,100',
      '0.002,,,,,,1,0.5,0,0,100,100,0,0,100,100',
    ])
    const { samples } = await only(file)
    expect(samples).toEqual([
      { tMs: 1, valid: true, at: { frame: 'pixel', x: 10, y: 20 } },
      { tMs: 2, valid: false },
    ])
  })

  test('reads EGD fixations by radiograph, growing rows as one', async () => {
    const file = await write('egd.csv', [
      'DICOM_ID,CNT,Time (in secs),FPOGX,FPOGY,FPOGS,FPOGD,FPOGID,FPOGV,BPOGX,BPOGY,BPOGV,X_ORIGINAL,Y_ORIGINAL',
      'a,0,1.5,0.5,0.5,1,0.25,3,1,0.5,0.5,1,100,200',
      'a,1,1.6,0.5,0.5,1,0.5,3,1,0.5,0.5,1,101,202',
      'a,2,1.7,0.5,0.5,1.7,0.1,4,0,0.5,0.5,1,300,300',
      'b,3,9,0.5,0.5,9,0.125,9,1,0.5,0.5,1,5,6',
    ])
    const { layout, recordings } = await readGaze(file)
    expect(layout).toBe('egd-fixations')
    expect(recordings.map(({ id, fixations }) => [id, fixations])).toEqual([
      ['a', [{ id: '3', startMs: 1000, endMs: 1500, at: { frame: 'pixel', x: 101, y: 202 } }]],
      ['b', [{ id: '9', startMs: 9000, endMs: 9125, at: { frame: 'pixel', x: 5, y: 6 } }]],
    ])
    expect(recordings[0]?.quality.faults).toEqual({ 'eye-lost': { count: 1, firstRow: 3 } })
  })

  test('counts and names gaps, clock jumps, repeats, text and NaN, and mends none of them', async () => {
    const file = await write('bad.csv', [
      'timestamp [ns],gaze x [px],gaze y [px]',
      '0,1,1',
      '5000000,nan,1',
      '505000000,1,1',
      '500000000,2,2',
      '500000000,3,3',
      'soon,3,3',
      '510000000,abc,3',
    ])
    const { samples, quality } = await only(file)
    expect(samples.map(({ tMs }) => tMs)).toEqual([0, 5, 505, 500, 500, 510])
    expect(quality).toEqual({
      rows: 7,
      usable: 4,
      shareUsable: 4 / 7,
      longestGapMs: 500,
      largestStepBackMs: 5,
      faults: {
        'eye-lost': { count: 1, firstRow: 2 },
        gap: { count: 1, firstRow: 3 },
        'clock-back': { count: 1, firstRow: 4 },
        'clock-repeat': { count: 1, firstRow: 5 },
        unreadable: { count: 2, firstRow: 6 },
      },
    })
    expect(describeQuality(quality)).toContain('1 clock-back (first in row 4, up to 5 ms)')
  })

  test('names the columns that a table lacks', async () => {
    const file = await write('lacking.csv', [
      'timestamp_start_fixation,timestamp_end_fixation,x_position',
      '1,2,3',
    ])
    await expect(readGaze(file)).rejects.toThrow(/reflacx-fixations it lacks yposition or averageyposition/)
  })

  test('throws nothing but its own errors, whatever the cells hold', async () => {
    const cell = fc.constantFrom('', 'nan', 'NaN', '-1', '1e3', '0.5', 'x', '1754690230077095946', '∞', ' 7 ')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }), async rows => {
        const file = await write('any.csv', [
          'timestamp [ns],gaze x [px],gaze y [px]',
          ...rows.map(row => row.join(',')),
        ])
        const { quality, samples } = await only(file, { picture: { width: 100, height: 100 } })
        expect(quality.rows).toBe(rows.length)
        expect(quality.usable).toBe(samples.filter(({ valid }) => valid).length)
      }),
      { numRuns: 40 },
    )
  })
})

test('areas of Pupil Cloud are named by section and fixation', async () => {
  const file = await write('aoi_fixations.csv', [
    'aoi id,aoi name,section id,recording id,fixation id,fixation duration [ms]',
    'x,leftCard,s1,r1,242,20',
    'y,rightCard,s1,r1,244,1992',
    'y,rightCard,s1,r1,242,20',
  ])
  const areas = await readPupilAois(file)
  expect([...(areas.get('s1') ?? [])]).toEqual([
    ['242', 'leftCard'],
    ['244', 'rightCard'],
  ])
})
