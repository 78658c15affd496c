import { expect, suite, test } from 'vitest'
import { unbrokenLines } from './unbroken-lines.ts'

suite('lines as they were meant', () => {
  test.each([
    [
      'a phrase that was broken goes on',
      'She denies any\nfever or cough.',
      ['She denies any fever or cough.'],
    ],
    [
      'and so does a long line before a word in lower case',
      'He feels well and has never in his life had trouble\nwith his heart, a cough\nor chills.\nNo fever.',
      ['He feels well and has never in his life had trouble with his heart, a cough or chills.', 'No fever.'],
    ],
    ['short lines are a list', 'No diarrhea\nfever\ncough', ['No diarrhea', 'fever', 'cough']],
    [
      'a full stop ends a line',
      'He has a fever. She does not.\nand so on',
      ['He has a fever. She does not.', 'and so on'],
    ],
    ['an empty line ends a phrase', 'She denies any\n\nFever', ['She denies any', 'Fever']],
    [
      'a heading is said of each item of its list, and of nothing below',
      'Denies:\n- fever\n2. cough\n\nHas nausea',
      ['Denies:', 'Denies: fever', 'Denies: cough', 'Has nausea'],
    ],
    [
      'and of the line below it where there is no list',
      'Denies:\r\nfever, cough',
      ['Denies:', 'Denies: fever, cough'],
    ],
    [
      'also where the heading began on the line before',
      'He has a cough. He denies the\nfollowing:\n* fever',
      ['He has a cough. He denies the following:', 'He denies the following: fever'],
    ],
    [
      'a mere title is not',
      'Findings:\n1. I have a fever.\n2. I cough.',
      ['Findings:', 'I have a fever.', 'I cough.'],
    ],
  ])('%s', (_, text, lines) => {
    expect(unbrokenLines(text)).toEqual(lines)
  })

  test('a text without breaks stays as it is', () => {
    expect(unbrokenLines('I have a fever. I cough.')).toEqual(['I have a fever. I cough.'])
  })
})
