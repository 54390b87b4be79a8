import { describe, expect, test } from 'vitest'
import { count, duration, listed, oneLine, shorten, visible, wrap } from '../../src/report/text.ts'

describe('wrapping', () => {
  test('fills lines to the width and no further', () => {
    expect(wrap('aaa bbb ccc', 7)).toEqual(['aaa bbb', 'ccc'])
    expect(wrap('aaa bbb ccc', 6)).toEqual(['aaa', 'bbb', 'ccc'])
  })

  test('keeps a word whole that is longer than the line, so that it can be copied', () => {
    expect(wrap('see https://portal.azure.com/#view now', 10)).toEqual(['see', 'https://portal.azure.com/#view', 'now'])
  })

  test('keeps the breaks that were there', () => expect(wrap('a\nb', 10)).toEqual(['a', 'b']))
})

test('control characters, direction marks and lone surrogates become visible; line breaks and letters stay', () => {
  expect(visible('a\u001b[31m\r\nb\u202ec\ud800\u200b猫')).toBe('a\\x1b[31m\nb\\u{202e}c\\u{d800}\\u{200b}猫')
  expect(oneLine(' a\n\tb\r\n c ')).toBe('a b c')
})

test('what is cut says so', () => {
  expect(shorten('abcdef', 4)).toBe('abc…')
  expect(shorten('abcd', 4)).toBe('abcd')
  expect(listed(['a', 'b', 'c'], 2, 'elsewhere')).toBe('a, b and 1 more elsewhere')
  expect(listed(['a', 'b'], 2, 'elsewhere')).toBe('a, b')
})

test('numbers read like words', () => {
  expect([0, 1, 2].map((number) => count(number, 'image'))).toEqual(['0 images', '1 image', '2 images'])
  expect([0, 999, 1000, 59_900, 60_000, 119_900].map(duration)).toEqual([
    '0 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 min 0 s',
    '2 min 0 s',
  ])
})
