/** `praxis segment IMAGE`: one mask of one picture or slice, by boxes and clicks, a model, or a simulated annotator. */
import { type Command, InvalidArgumentError } from 'commander'
import { box, point, type Volume } from '../../imaging/index.ts'
import type { Prompt } from '../../models/index.ts'
import { positiveWhole, seconds } from '../options.ts'
import { note, printResult } from '../output.ts'
import { segmentImage } from '../segment/segment-image.ts'
import type { SegmentOptions } from '../segment/segment-options.ts'
import { resultText } from '../segment/tell.ts'

const help = `
Who draws:
  --box and --point          you, in pixels, in the order given; x to the right, y down, 0,0 the upper left corner
  --solver agent:MODEL       a model with vision, over several turns
  --solver single:MODEL      one box from a model
  --solver oracle            an annotator simulated from --reference
  --solver scripted:FILE     actions from a file, on the grid of 0 to 999
The model may also be named by --model, as in praxis run.

A volume is segmented one slice at a time: the middle one, or --slice N.
--out FILE.png is 0 and 255; FILE.nii and FILE.nii.gz lie on the grid of the whole volume; FILE.dcm is a DICOM
segmentation that refers to its DICOM image.

  praxis segment chest.png --target "the left lung" --box 60,40,250,400 --point 230,300,- --out lung.png
  praxis segment series/ --target "the liver" --slice 40 --box 90,120,300,330 --out liver.dcm --json
  praxis segment polyp.jpg --target "the polyp" --solver agent:compatible:qwen@http://localhost:8000/v1 --out polyp.png`

export function addSegment(program: Command): void {
  // Both options write here, so that the order of the command line is kept between them.
  const prompts: Prompt[] = []
  const collect = (read: (text: string) => Prompt) => (text: string) => {
    prompts.push(read(text))
    return prompts
  }
  program
    .command('segment')
    .description('draw the mask of a target in one picture or slice')
    .argument('<image>', 'PNG, JPEG, TIFF, WebP, DICOM, NIfTI, or a folder with one DICOM series')
    .option('--target <text>', 'what to segment, in words; needed where a model draws')
    .requiredOption('--out <file>', 'where the mask goes: .png, .nii, .nii.gz or .dcm')
    .option('--overlay <file>', 'also the mask on the picture, with what was drawn: .png')
    .option('--box <x1,y1,x2,y2>', 'a box in pixels; may be repeated', collect(boxPrompt))
    .option(
      '--point <x,y,sign>',
      'a click in pixels, + on the target or - off it; may be repeated',
      collect(pointPrompt),
    )
    .option('--segmenter <id>', 'builtin, onnx:DIR or http:URL', 'builtin')
    .option('--solver <name>', 'agent[:MODEL], single[:MODEL], oracle or scripted:FILE')
    .option('--model <id>', 'the model of agent and single, see `praxis list`')
    .option(
      '--reference <mask>',
      'the true mask: for the oracle; beside any other solver the result is measured on it',
    )
    .option(
      '--actions <n>',
      'most actions of a solver (default: 10 for the oracle, 5 for a model)',
      positiveWhole,
    )
    .option('--native', 'hand the tools to the model’s provider instead of describing them in the text')
    .option('--slice <n>', 'slice of a volume, from 1', positiveWhole)
    .option('--frame <n>', 'the same, for a multi-frame file', positiveWhole)
    .option(
      '--window <centre,width>',
      'how grey values are shown, such as 40,400 for soft tissue in CT',
      windowOf,
    )
    .option('--timeout <seconds>', 'limit of one answer of segmenter or model', seconds, 120)
    .option('--allow-remote', 'let a remote model or segmenter see private data, such as DICOM')
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (image: string, options: Omit<SegmentOptions, 'prompts'> & { json?: true }) => {
      const { result, notes } = await segmentImage(image, { ...options, prompts })
      for (const line of notes) note(line)
      printResult(options.json ?? false, result, () => resultText(result))
    })
}

function boxPrompt(text: string): Prompt {
  const [x0, y0, x1, y1] = numbersIn(text, 4)
  if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined)
    throw new InvalidArgumentError('write x1,y1,x2,y2 in pixels, such as 10,20,110,90.')
  if (x0 >= x1 || y0 >= y1)
    throw new InvalidArgumentError(
      'the box is inside out: write the upper left corner first, x1 < x2 and y1 < y2.',
    )
  return { kind: 'box', box: box(x0, y0, x1, y1) }
}

function pointPrompt(text: string): Prompt {
  const [, place = '', sign] = /^(.*),\s*([+-])$/.exec(text.trim()) ?? []
  const [x, y] = numbersIn(place, 2)
  if (x === undefined || y === undefined)
    throw new InvalidArgumentError('write x,y,+ or x,y,- in pixels, such as 60,45,+.')
  return { kind: 'point', at: point(x, y), positive: sign === '+' }
}

function windowOf(text: string): Volume['window'] {
  const [centre, width] = numbersIn(text, 2)
  if (centre === undefined || width === undefined || !(width > 1))
    throw new InvalidArgumentError('write centre,width with a width above 1, such as 40,400.')
  return { centre, width }
}

/** So many numbers between commas; none where it is anything else. */
function numbersIn(text: string, count: number): number[] {
  const parts = text.split(',').map(part => part.trim())
  const numbers = parts.map(Number)
  return parts.length === count && parts.every(part => part !== '') && numbers.every(Number.isFinite)
    ? numbers
    : []
}
