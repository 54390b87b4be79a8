import { expect, test } from 'vitest'
import { textOfFile } from '../src/text-file.ts'

const written = 'TIER=probe\nREPORT_DIR=r\n'
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')

test.each([
  ['UTF-8', Buffer.from(written)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${written}`)],
  ['UTF-16LE', utf16(`\uFEFF${written}`)],
  ['UTF-16LE without a mark', utf16(written)],
  ['UTF-16BE', utf16(`\uFEFF${written}`).swap16()],
  ['UTF-16BE without a mark', utf16(written).swap16()],
  ['carriage returns alone', Buffer.from(written.replaceAll('\n', '\r'))],
])('%s is read as it was meant', (_, bytes) => {
  expect(textOfFile(bytes)).toBe(written)
})

test('line ends of Windows stay', () => expect(textOfFile(Buffer.from('a\r\nb'))).toBe('a\r\nb'))

test.each(['', '中', 'a', '中文'])('%j is UTF-8', (text) => expect(textOfFile(Buffer.from(text))).toBe(text))
