/**
 * What the built-in chest networks do where their card does not say: how often they and the radiologist find a picture unlike
 * their training data, for phantoms as drawn, phantoms spoilt, and folders of other pictures; how well real lungs are
 * outlined; and how long a picture takes.
 *
 *     node bench/chest-networks.ts [--lungs DIR] [FOLDER …]
 *
 * `--lungs`: radiographs with masks of both lungs, as `praxis run segment` reads them. Each FOLDER: pictures of one kind.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { openRadiograph, ownAgents, readFabricWeights, readRadiograph } from '../src/agents/index.ts'
import { random, shippedPath } from '../src/cases/index.ts'
import { drawPhantom } from '../src/forge/index.ts'
import { dice, encodePng, gridOf, type Raster } from '../src/imaging/index.ts'
import { createChestModels } from '../src/models/index.ts'
import { estimateRatio, wilson } from '../src/report/index.ts'
import { maskedImages } from './masked-images.ts'

const phantoms = 100
const { models: findings, anatomy } = await createChestModels({ findings: 'builtin', anatomy: 'builtin' })
const weights = await readFabricWeights(shippedPath('cxr-demo/fabric.json'))
const own = await ownAgents(findings, anatomy, { version: 'bench', log: () => {}, timeoutMs: 60_000 })

/** For each network, and the radiologist: whether it finds the picture unlike what it knows. */
async function isUnlike(bytes: Uint8Array): Promise<Record<string, boolean>> {
  const radiograph = await openRadiograph(bytes)
  const answers = [
    ...(await Promise.all(
      findings.map(async ({ name, read }) => ({ name, answer: await read(radiograph.raster) })),
    )),
    { name: anatomy.name, answer: await anatomy.segment(radiograph.raster) },
  ]
  const { given, release } = own.hold(bytes)
  const software = { name: 'bench', version: '0' }
  const { reading } = await readRadiograph(radiograph, given, {
    agents: own.agents,
    weights,
    software,
    at: new Date(),
  })
  release()
  const each = answers.map(({ name, answer: { outOfDistribution: ood } }) => [
    name,
    ood !== undefined && ood.score > ood.threshold,
  ])
  return { ...Object.fromEntries(each), radiologist: reading.outOfDepth.is }
}

type Change = (image: Raster) => Raster

/** The picture with each pixel taken from elsewhere in it. */
function moved(
  { width, height, ...image }: Raster,
  from: (x: number, y: number) => [number, number],
): Raster {
  const samples = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = from(i % width, Math.floor(i / width))
    return image.samples[Math.floor(y) * width + Math.floor(x)] ?? 0
  })
  return { width, height, channels: 1, samples }
}

const chance = random('bench chest-networks')
const changes: Record<string, Change> = {
  'as drawn': image => image,
  inverted: image => ({ ...image, samples: Uint8Array.from(image.samples, value => 255 - value) }),
  'turned by 90°': image => moved(image, (x, y) => [y, image.width - 1 - x]),
  'upside down': image => moved(image, (x, y) => [x, image.height - 1 - y]),
  mirrored: image => moved(image, (x, y) => [image.width - 1 - x, y]),
  'its left upper quarter': image => moved(image, (x, y) => [x / 2, y / 2]),
  'half noise': image => ({
    ...image,
    samples: Uint8Array.from(image.samples, value => (value + 255 * chance.unit()) / 2),
  }),
}

function tellUnlike(kind: string, all: readonly Record<string, boolean>[]): void {
  const cells = Object.keys(all[0] ?? {}).map(name => {
    const beyond = all.filter(one => one[name]).length
    const { low, high } = wilson(beyond, all.length)
    return `${name} ${percent(beyond / all.length)} [${percent(low)}, ${percent(high)}]`.padEnd(34)
  })
  console.log(`${kind.padEnd(24)} ${String(all.length).padStart(4)}  ${cells.join('')}`)
}

function percent(value: number | null): string {
  return value === null ? '–' : (100 * value).toFixed(1)
}

async function lungs(path: string): Promise<void> {
  const units = []
  for (const { id, cluster, image, truth } of await maskedImages(path, 'lungs')) {
    const { masks } = await anatomy.segment(image)
    const [left, right] = [masks.get('Left Lung'), masks.get('Right Lung')]
    const data = Uint8Array.from(truth.data, (_, i) => Number(left?.data[i] === 1 || right?.data[i] === 1))
    const numerator = dice(gridOf(truth), gridOf({ ...truth, data }))
    units.push({ id, cluster, numerator, denominator: 1, tags: {} })
  }
  const { value, low, high } = estimateRatio(units)
  console.log(
    `\nlungs of ${units.length} radiographs: Dice ${percent(value)} [${percent(low)}, ${percent(high)}]`,
  )
}

async function times(): Promise<void> {
  const image = drawPhantom('bench', { size: 224 }).image
  const timed = async (run: () => Promise<unknown>) => {
    for (let n = 0; n < 5; n++) await run()
    const startedAt = performance.now()
    for (let n = 0; n < 40; n++) await run()
    return (performance.now() - startedAt) / 40
  }
  const png = await timed(() => encodePng(image))
  console.log(`\nencoding a picture of 224² as PNG: ${png.toFixed(1)} ms`)
  for (const { name, run } of [
    ...findings.map(({ name, read }) => ({ name, run: () => read(image) })),
    { name: anatomy.name, run: () => anatomy.segment(image) },
  ]) {
    const ms = await timed(run)
    console.log(`${name.padEnd(10)} ${ms.toFixed(1)} ms a picture, ${(ms / png).toFixed(1)} × that`)
  }
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { lungs: { type: 'string' } } })
console.log('found unlike the training data, % of pictures [95 % interval]')
for (const [kind, change] of Object.entries(changes)) {
  const all = []
  for (let n = 0; n < phantoms; n++)
    all.push(await isUnlike(await encodePng(change(drawPhantom(`cxr-unlike/${n}`, { size: 224 }).image))))
  tellUnlike(`phantoms, ${kind}`, all)
}
for (const folder of positionals) {
  const names = (await readdir(folder)).filter(name => /\.(png|jpe?g|dcm|tiff?)$/i.test(name))
  const all = []
  for (const name of names.slice(0, phantoms)) all.push(await isUnlike(await readFile(join(folder, name))))
  tellUnlike(basename(folder), all)
}
if (values.lungs !== undefined) await lungs(values.lungs)
await times()
await own.close()
