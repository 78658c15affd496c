import { expect, suite, test } from 'vitest'
import { decode } from './decode.ts'
import { renderSvg } from './svg.ts'

const svg = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 4 2">${content}</svg>`

suite('rendering an SVG', () => {
  test('keeps its proportions and draws sharp edges at any size', async () => {
    const picture = await decode(await renderSvg(svg('<path d="M2 0h2v2h-2z" fill="#ff8000"/>'), 200))
    expect({ ...picture, samples: 0 }).toEqual({ width: 200, height: 100, channels: 4, samples: 0 })
    const at = (x: number, y: number) => [
      ...picture.samples.subarray((y * 200 + x) * 4, (y * 200 + x) * 4 + 4),
    ]
    for (const y of [0, 50, 99]) {
      expect(at(99, y)[3]).toBe(0)
      expect(at(100, y)).toEqual([255, 128, 0, 255])
    }
  })

  test('accepts references within the document', async () => {
    const inner = svg(
      '<defs><linearGradient id="g"><stop stop-color="#fff"/></linearGradient><path id="p" d="M0 0h4v2H0z"/></defs>' +
        '<use xlink:href="#p" fill="url(#g)"/><use href = \'#p\' fill="url( \'#g\' )"/>',
    )
    expect((await decode(await renderSvg(inner, 8))).width).toBe(8)
  })

  test.for([
    '<image href="file:///etc/hosts"/>',
    '<image xlink:href = "other.png"/>',
    "<use href='http://example.org/a.svg#b'/>",
    '<image href="data:image/png;base64,AAAA"/>',
    '<path fill="url(other.svg#g)" d="M0 0h1v1z"/>',
    '<style>@import "a.css";</style>',
    "<style>path { fill: url('http://example.org/#g') }</style>",
  ])('refuses what points outside: %s', async content => {
    await expect(renderSvg(svg(content), 8)).rejects.toMatchObject({
      code: 'media-undecodable',
      message: expect.stringContaining('outside itself'),
    })
  })

  test('refuses entities, which can unfold without end', async () => {
    const bomb = `<!DOCTYPE svg [<!ENTITY a "aaaa">]>${svg('<title>&a;</title>')}`
    await expect(renderSvg(bomb, 8)).rejects.toMatchObject({ code: 'media-undecodable' })
  })

  test('refuses what is not SVG, and sizes that are none', async () => {
    for (const [text, width] of [
      ['no svg', 8],
      [svg('<path'), 8],
      [svg(''), 0],
      [svg(''), 2.5],
      [svg(''), 1e9],
    ] as const)
      await expect(renderSvg(text, width)).rejects.toMatchObject({ code: 'media-undecodable' })
  })
})
