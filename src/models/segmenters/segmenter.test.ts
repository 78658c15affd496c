import { expect, test } from 'vitest'
import { shownId } from './segmenter.ts'

test('a segmenter is shown by its id, and of a folder only by its name', () => {
  expect(shownId({ id: 'builtin' })).toBe('builtin')
  expect(shownId({ id: 'http://127.0.0.1:8000' })).toBe('http://127.0.0.1:8000')
  expect(shownId({ id: 'onnx:/home/somebody/networks/sam' })).toBe('onnx:sam')
  expect(shownId({ id: 'onnx:networks/sam 2/' })).toBe('onnx:sam 2')
})
