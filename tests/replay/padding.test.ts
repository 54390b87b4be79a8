import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { padded } from '../../src/replay/padding.ts'
import { describeFile } from '../../src/replay/picture.ts'
import { caseFor, httpServer, replayer } from './harness.ts'

const path = fileURLToPath(new URL('../../fixtures/images/red-ball.png', import.meta.url))
const MIB = 1024 * 1024
const plain = await describeFile({ path, paddedTo: null })

describe('a picture that is filled up', () => {
  // The last two leave less behind a full chunk than another one takes.
  test.each([10_000, MIB, 4 * MIB, plain.bytes + 12, plain.bytes + MIB + 1, plain.bytes + MIB + 11])(
    'has %i bytes and decodes as the same picture',
    async (length) => {
      const bytes = await buffer(padded(path, length))
      expect(bytes).toHaveLength(length)
      const { default: sharp } = await import('sharp')
      const pixels = (source: Buffer | string) => sharp(source, { failOn: 'warning' }).raw().toBuffer()
      expect((await pixels(bytes)).equals(await pixels(path))).toBe(true)
    },
  )

  test('cannot be smaller than it is', async () => {
    await expect(buffer(padded(path, plain.bytes + 11))).rejects.toThrow(/cannot be filled up to/)
  })

  test('is told with its own length and checksum, and the colours of the small one', async () => {
    const described = await describeFile({ path, paddedTo: MIB })
    expect(described).toMatchObject({ kind: 'decoded', bytes: MIB, width: 512, hues: 'hues' in plain ? plain.hues : null })
    expect(described.sha256).not.toBe(plain.sha256)
  })
})

test('a form announces a filled-up picture at its full length and streams it whole', async () => {
  const { url, received } = await httpServer((_request, response) => response.end('{}'))
  const file = { kind: 'file', name: 'image', path, paddedTo: 3 * MIB, filename: 'a.png', contentType: 'image/png' } as const
  const { request } = await replayer().send(caseFor(url, { body: { kind: 'multipart', parts: [file] } }))
  expect(request.parts).toMatchObject([{ name: 'image', bytes: 3 * MIB, picture: { kind: 'decoded', bytes: 3 * MIB } }])
  expect(Number(received[0]?.request.headers['content-length'])).toBe(received[0]?.body.length)
  expect(received[0]?.body.length).toBeGreaterThan(3 * MIB)
})
