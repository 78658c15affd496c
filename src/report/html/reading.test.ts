import { expect, suite, test } from 'vitest'
import { media, readings } from '../__fixtures__/readings.ts'
import { readingPage } from './reading.ts'

const { plain, failed, hostile, 'out-of-depth': outOfDepth } = readings
const pageOf = (reading: typeof plain) => readingPage(reading, media)
const count = (page: string, what: RegExp) => [...page.matchAll(what)].length

suite('a reading as a page', () => {
  test('shows the picture, and a layer for each mask and heat map', async () => {
    const page = await pageOf(plain)
    expect(count(page, /<details class="layer"/g)).toBe(2)
    expect(count(page, /<details class="layer" open>/g)).toBe(1)
    expect(count(page, /src="data:image\/png;base64,/g)).toBe(3)
  })

  test('links each sentence to the artifacts it rests on, which name tool and version', async () => {
    const page = await pageOf(plain)
    expect(page).toContain(
      'ratio of 0.58.</span> <sup><a href="#artifact-1">1</a>, <a href="#artifact-7">7</a></sup>',
    )
    expect(page).toContain('<tr id="artifact-7">')
    expect(page).toContain('cxr-anatomy 0.9.1')
  })

  test('marks sentences that are unsupported or contradicted, with the reason', async () => {
    const page = await pageOf(plain)
    expect(page).toContain('<b>unsupported</b>: no tool looked at it')
    expect(page).toContain('<b>contradicted</b>: densenet gives it a probability of 0.2')
    expect(count(page, /class="said supported"/g)).toBe(3)
  })

  test('sets the agents beside each other, and names the one that failed', async () => {
    const page = await pageOf(plain)
    expect(page).toMatch(/<td>Effusion<\/td>.*<td>0\.55<\/td><td>0\.20<\/td><td class="strong">0\.45<\/td>/)
    expect(page).toContain('<b>reporter</b>: no answer within 5 s')
  })

  test('says first that it is out of its depth', async () => {
    const page = await pageOf(outOfDepth)
    expect(page.indexOf('Out of its depth')).toBeLessThan(page.indexOf('<h2>Report'))
    expect(page).toContain('score 7.30, over 1.00; it is no frontal chest radiograph')
    expect(await pageOf(plain)).not.toContain('Out of its depth')
  })

  test('finds nothing where every agent failed', async () => {
    const page = await pageOf(failed)
    expect(page).toContain('2 agents gave no answer')
    expect(page).toContain('No finding was judged.')
    expect(count(page, /Nothing is/g)).toBe(1)
  })

  test('shows no layer whose bytes are missing or of another size', async () => {
    const page = await readingPage(plain, new Map())
    expect(page).toContain('The picture is not at hand.')
    expect(count(page, /<img/g)).toBe(0)
    const other = { ...plain, image: { ...plain.image, width: 255 } }
    expect(count(await readingPage(other, media), /<details class="layer"/g)).toBe(0)
  })

  test('lets no text become markup, and is the same for the same reading', async () => {
    const page = await pageOf(hostile)
    expect(count(page, /<script/g)).toBe(1)
    expect(page).not.toContain('alert("')
    expect(page).toBe(await pageOf(structuredClone(hostile)))
  })
})
