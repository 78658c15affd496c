/**
 * The chest radiograph servers as programs: the official client over stdio and HTTP, networks in ONNX files, pictures and
 * DICOM files below a root.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { structures } from '../src/cases/index.ts'
import { dicomImage } from '../src/imaging/__fixtures__/dicom-image.ts'
import { valueElement } from '../src/imaging/dicom/encode-value.ts'
import { encodePng } from '../src/imaging/index.ts'
import { classifier, segmenter } from '../src/models/cxr/onnx/__fixtures__/networks.ts'
import { onnxFile } from '../src/models/onnx/__fixtures__/write-onnx.ts'
import {
  anatomyAnswerSchema,
  findingsAnswerSchema,
  locateAnswerSchema,
  reportAnswerSchema,
  toolCardKey,
  toolCardSchema,
  toolFingerprint,
} from '../src/tools/index.ts'

const entry = join(import.meta.dirname, '..', 'bin', 'praxis.mjs')
const side = 128

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-chest-'))
  // Logit 2 for white, -2 for black; lungs are dark, all else is bright.
  await writeFile(join(dir, 'net.onnx'), onnxFile(classifier([2])))
  await writeFile(
    join(dir, 'net.json'),
    JSON.stringify({ labels: ['Effusion'], outputs: 'logits', version: '1' }),
  )
  const weights = structures.map(name => (name.endsWith('Lung') ? -1 : 1))
  await writeFile(join(dir, 'psp.onnx'), onnxFile(segmenter(weights)))
  const dark = (x: number) => (x % 64 > 8 && x % 64 < 56 ? 20 : 250)
  const samples = Uint8Array.from({ length: side * side }, (_, i) => dark(i % side))
  await writeFile(
    join(dir, 'chest.png'),
    await encodePng({ width: side, height: side, channels: 1, samples }),
  )
  await writeFile(join(dir, 'notes.txt'), 'not a picture')
  for (const photometric of ['MONOCHROME1', 'MONOCHROME2'])
    await writeFile(join(dir, `${photometric}.dcm`), radiograph(photometric, 1024 + 40 + 100))
  const halves = Uint8Array.from({ length: side * side }, (_, i) => (i < (side * side) / 2 ? 100 : 200))
  const picture = { width: side, height: side, channels: 1, samples: halves } as const
  await writeFile(join(dir, 'plain.png'), await encodePng(picture))
  await writeFile(join(dir, 'plain.dcm'), plainRadiograph(halves))
})
afterAll(() => rm(dir, { recursive: true }))

/** Of one stored value, with the window from -160 to 240 that the fixture asks for. */
function radiograph(photometric: string, value: number): Uint8Array {
  return dicomImage(1, {
    columns: side,
    rows: side,
    samples: new Int16Array(side * side).fill(value),
    change: [[0x00280004, valueElement('CS', [photometric])]],
  })
}

/** 8 bits and no window. */
function plainRadiograph(bytes: Uint8Array): Uint8Array {
  return dicomImage(2, {
    columns: side,
    rows: side,
    change: [
      [0x00280100, valueElement('US', [8])],
      [0x00280101, valueElement('US', [8])],
      [0x00280102, valueElement('US', [7])],
      [0x00280103, valueElement('US', [0])],
      [0x00281050, undefined],
      [0x00281051, undefined],
      [0x00281052, undefined],
      [0x00281053, undefined],
      [0x7fe00010, { kind: 'value', vr: 'OB', bytes }],
    ],
  })
}

const models = () => ['--root', dir, '--findings', `onnx:${dir}`, '--anatomy', `onnx:${dir}`]

async function connect(server: string, args: string[]): Promise<Client> {
  const client = new Client({ name: 'praxis-test', version: '1' }, { versionNegotiation: { mode: 'legacy' } })
  const spec = { command: process.execPath, args: [entry, 'mcp', server, ...args], cwd: dir }
  await client.connect(new StdioClientTransport({ ...spec, stderr: 'ignore' }))
  return client
}

async function answerOf(client: Client, name: string, args: Record<string, unknown>) {
  const { isError, content, structuredContent } = await client.callTool({ name, arguments: args })
  expect(isError, JSON.stringify(content[0])).toBeFalsy()
  return structuredContent
}

suite('over stdio', () => {
  test('cxr-findings reads pictures and DICOM as it is shown, and refuses what is none', async () => {
    const client = await connect('cxr-findings', ['--root', dir, '--findings', `onnx:${dir}`])
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(['read_findings'])
    for (const tool of tools)
      expect(toolCardSchema.parse(tool._meta?.[toolCardKey]).fingerprint).toBe(toolFingerprint(tool))

    const effusionIn = async (image: string) => {
      const answer = findingsAnswerSchema.parse(await answerOf(client, 'read_findings', { image }))
      expect(answer).toMatchObject({
        model: { name: 'net', version: '1' },
        image: { width: side, height: side },
      })
      return answer.findings[0]?.probability
    }
    // Value 140 lies at ((140 - 39.5) / 399 + 0.5) of the window, which is 192 of 255; turned, 255 - 192.
    const shown = Math.round(255 * ((140 - 39.5) / 399 + 0.5))
    const probability = (grey: number) => 1 / (1 + Math.exp(-2 * ((2 * grey) / 255 - 1)))
    expect(await effusionIn('MONOCHROME2.dcm')).toBeCloseTo(probability(shown), 5)
    expect(await effusionIn('MONOCHROME1.dcm')).toBeCloseTo(probability(255 - shown), 5)
    expect(await effusionIn('plain.dcm')).toBe(await effusionIn('plain.png'))
    expect(await effusionIn('chest.png')).toBeLessThan(0.5)

    for (const [image, words] of [
      ['notes.txt', 'not a readable image'],
      ['none.png', 'no such file'],
      ['/etc/hostname', 'outside the allowed folders'],
    ] as const) {
      const refused = await client.callTool({ name: 'read_findings', arguments: { image } })
      expect(refused.isError).toBe(true)
      expect(JSON.stringify(refused.content)).toContain(words)
    }
    await client.close()
  }, 60_000)

  test('cxr-anatomy, cxr-locate and report answer too', async () => {
    const image = 'chest.png'
    const anatomy = await connect('cxr-anatomy', ['--root', dir, '--anatomy', `onnx:${dir}`])
    const { masks } = anatomyAnswerSchema.parse(await answerOf(anatomy, 'segment_anatomy', { image }))
    expect(masks.map(({ structure }) => structure)).toEqual(structures)

    const locate = await connect('cxr-locate', models())
    const located = await answerOf(locate, 'locate_findings', { image, minProbability: 0 })
    expect(locateAnswerSchema.parse(located)).toMatchObject({
      method: 'occlusion',
      findings: [{ label: 'Effusion' }],
    })

    const report = await connect('report', models())
    const { text, notice } = reportAnswerSchema.parse(await answerOf(report, 'write_report', { image }))
    expect(text).toMatch(/Diaphragm: No finding of Effusion \(probability 0\.\d\d\)/)
    expect(notice).toContain('not a medical device')
    for (const client of [anatomy, locate, report]) await client.close()
  }, 60_000)
})

suite('over HTTP', () => {
  let server: ChildProcess
  let url: URL
  beforeAll(async () => {
    const args = [entry, 'mcp', 'report', '--http', '0', '--token', 'a-token-for-the-tests', ...models()]
    const child = spawn(process.execPath, args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] })
    server = child
    for await (const line of createInterface({ input: child.stderr })) {
      const [found] = /http:\S+/.exec(line) ?? []
      if (found === undefined) continue
      url = new URL(found)
      break
    }
    child.stderr.resume()
  }, 60_000)
  afterAll(async () => {
    server.kill()
    await once(server, 'exit')
  })

  test('report answers an authorised client', async () => {
    const client = new Client({ name: 'praxis-test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
    const requestInit = { headers: { authorization: 'Bearer a-token-for-the-tests' } }
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit }))
    const findings = [{ label: 'Mass', probability: 0.75 }]
    const { text } = reportAnswerSchema.parse(await answerOf(client, 'write_report', { findings }))
    expect(text).toContain('The patient has Mass (probability 0.75).')
    await client.close()
  }, 60_000)
})

suite('what cannot be served', () => {
  test('is said in one line, with exit code and name of the flaw', async () => {
    const started = spawn(
      process.execPath,
      [entry, 'mcp', 'cxr-anatomy', '--anatomy', `onnx:${join(dir, 'none')}`],
      {
        cwd: dir,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    let said = ''
    for await (const chunk of started.stderr) said += chunk
    expect(said).toMatch(/^praxis: [^\n]+\[data-missing\]\n$/)
    expect(started.exitCode ?? (await once(started, 'exit'))[0]).not.toBe(0)
  }, 60_000)
})
