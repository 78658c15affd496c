import { expect, suite, test } from 'vitest'
import { plain, withoutControls } from './plain-text.ts'

suite("somebody else's text", () => {
  test('keeps its lines and tabs, and has no control characters', () => {
    expect(withoutControls('a\u001b]0;b\u0007c\r\n\td\u009b2J\u202ee')).toBe('a ]0;b c \n\td 2J e')
  })

  test('becomes one short line', () => {
    expect(plain(' a\u0000\n b ', 10)).toBe('a b')
    expect(plain('x'.repeat(11), 10)).toBe(`${'x'.repeat(9)}…`)
  })
})
