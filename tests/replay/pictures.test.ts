import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import type { Answer, Picture } from '../../src/model.ts'
import { describe as describePicture } from '../../src/replay/picture.ts'
import { afterRequest, canary, caseFor, httpServer, replayer, socketServer } from './harness.ts'

/** Noise, so that a picture of some size has a file of some size and the loss of a piece is felt. */
const noise = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 3, background: 'white', noise: { type: 'gaussian', mean: 128, sigma: 60 } } })
const plain = (background: string, channels: 3 | 4 = 3): Sharp =>
  sharp({ create: { width: 64, height: 64, channels, background } })

async function answered(body: string, contentType = 'application/json', gallery = false): Promise<Answer & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'replay-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const { url } = await httpServer((_request, response) => response.writeHead(200, { 'Content-Type': contentType }).end(body))
  const made = replayer({ gallery: gallery ? { folder: join(folder, 'pictures'), reportFolder: folder } : null })
  const { response } = await made.send(caseFor(url, { id: 'edit/one' }))
  if (response === null) throw new Error('there is no answer')
  return { ...response, folder }
}

const withBase64 = (...pictures: readonly string[]): string =>
  JSON.stringify({ created: 1, data: pictures.map((b64_json) => ({ b64_json })), usage: { total_tokens: 3 } })

test('a picture is described, saved, and replaced by a note', async () => {
  const bytes = await noise(256, 128).png().toBuffer()
  const { pictures, body, text, folder } = await answered(withBase64(bytes.toString('base64')), 'application/json', true)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  expect(pictures).toEqual([
    expect.objectContaining({
      kind: 'decoded',
      format: 'png',
      width: 256,
      height: 128,
      hasAlpha: false,
      bytes: bytes.length,
      sha256,
      file: 'pictures/edit~one-0.png',
    }),
  ])
  expect(await readFile(join(folder, 'pictures/edit~one-0.png'))).toEqual(bytes)
  const note = `[picture 0: png 256x128, ${bytes.length} bytes, sha256 ${sha256.slice(0, 12)}…]`
  expect(body).toEqual({ created: 1, data: [{ b64_json: note }], usage: { total_tokens: 3 } })
  expect(JSON.parse(text ?? '')).toEqual(body)
})

test.each(['png', 'jpeg', 'webp'] as const)('%s is told by its bytes', async (format) => {
  const bytes = await noise(64, 64).toFormat(format).toBuffer()
  const { pictures } = await answered(withBase64(bytes.toString('base64')))
  expect(pictures).toMatchObject([{ kind: 'decoded', format, width: 64, height: 64, file: null }])
})

test('several pictures keep their order, equal ones too', async () => {
  const [red, blue] = await Promise.all([plain('red').png().toBuffer(), plain('blue').png().toBuffer()])
  const { pictures } = await answered(withBase64(...[red, blue, red].map((bytes) => bytes.toString('base64'))))
  const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
  expect(pictures.map((picture) => picture.kind === 'decoded' && picture.sha256)).toEqual([red, blue, red].map(digest))
})

test.each(['png', 'jpeg', 'webp'] as const)('a %s whose end is missing is undecodable', async (format) => {
  const bytes = await noise(256, 256).toFormat(format).toBuffer()
  const cut = bytes.subarray(0, Math.floor(bytes.length * 0.7))
  const { pictures, text } = await answered(withBase64(cut.toString('base64')))
  expect(pictures).toMatchObject([{ kind: 'undecodable', bytes: cut.length }])
  expect(text).toContain('[picture 0: undecodable')
})

test('a png with damaged bytes in its middle is undecodable', async () => {
  const bytes = await noise(256, 256).png().toBuffer()
  const middle = Math.floor(bytes.length / 2)
  bytes.fill(0, middle, middle + 500)
  expect((await answered(withBase64(bytes.toString('base64')))).pictures).toMatchObject([{ kind: 'undecodable' }])
})

test.each([
  ['not base64 at all', 'this is "no" picture', 'not base64'],
  ['base64url', '_-_-', 'not base64: "_" at character 0'],
  ['lost characters', `${Buffer.from('0123456789').toString('base64').slice(0, 11)}`, 'multiple of four'],
  ['a data: URL', `data:image/png;base64,${Buffer.from('abc').toString('base64')}`, 'data: URL'],
  ['text', Buffer.from('<html>').toString('base64'), 'unsupported image format'],
])('%s is undecodable, with the reason', async (_name, base64, reason) => {
  const [picture, ...others] = (await answered(withBase64(base64))).pictures
  expect(others).toEqual([])
  expect(picture).toMatchObject({ kind: 'undecodable', reason: expect.stringContaining(reason) })
})

test('slashes that are escaped in JSON are slashes', async () => {
  const bytes = await noise(64, 64).png().toBuffer()
  expect(bytes.toString('base64')).toContain('/')
  const { pictures } = await answered(withBase64(bytes.toString('base64')).replaceAll('/', '\\/'))
  expect(pictures).toMatchObject([{ kind: 'decoded', bytes: bytes.length }])
})

test('a link is not followed, and an unused empty member is no picture', async () => {
  const { url, received } = await httpServer((_request, response) => response.end())
  const link = `${url}/picture.png`
  const { pictures } = await answered(
    JSON.stringify({ data: [{ b64_json: '', url: link }, { url: link }, { b64_json: null, url: '' }] }),
  )
  expect(pictures).toEqual<Picture[]>([
    { kind: 'link', url: link },
    { kind: 'link', url: link },
  ])
  expect(received).toEqual([])
})

test('a data: URL in a chat answer is a picture; one in a web page is not', async () => {
  const dataUrl = `data:image/png;base64,${(await plain('red').png().toBuffer()).toString('base64')}`
  const chat = await answered(JSON.stringify({ choices: [{ message: { content: `Here: ![it](${dataUrl})` } }] }))
  expect(chat.pictures).toMatchObject([{ kind: 'decoded', format: 'png' }])
  expect(chat.text).toContain('![it]([picture 0: png 64x64')
  const page = await answered(`<html><img src="${dataUrl}"></html>`, 'text/html')
  expect(page.pictures).toEqual([])
})

test('a picture in whose middle the answer was cut off is there, undecodable', async () => {
  const base64 = (await noise(256, 256).png().toBuffer()).toString('base64')
  const url = await socketServer(
    afterRequest((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n${withBase64(base64).slice(0, 50_001)}`),
    ),
  )
  const { response, failure } = await replayer().send(caseFor(url))
  expect(failure).toMatchObject({ kind: 'cut-off', phase: 'body' })
  expect(response?.pictures).toMatchObject([{ kind: 'undecodable' }])
  expect(response?.text?.length).toBeLessThan(200)
})

test('a picture that cannot be saved is still judged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'replay-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'pictures'), 'a file where a folder is due')
  const body = withBase64((await plain('red').png().toBuffer()).toString('base64'))
  const { url } = await httpServer((_request, response) => response.end(body))
  const made = replayer({ gallery: { folder: join(folder, 'pictures'), reportFolder: folder } })
  expect((await made.send(caseFor(url))).response?.pictures).toMatchObject([{ kind: 'decoded', file: null }])
})

test('a picture that carries the key in its text is not saved', async () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><!-- ${canary} --><rect width="8" height="8"/></svg>`
  const { pictures } = await answered(withBase64(Buffer.from(svg).toString('base64')), 'application/json', true)
  expect(pictures).toMatchObject([{ kind: 'decoded', format: 'svg', file: null }])
})

test('a blank picture has no contrast and no colour; noise has contrast', async () => {
  const [blank, rough] = await Promise.all([plain('#808080').png().toBuffer(), noise(512, 512).png().toBuffer()])
  expect(await describePicture(blank)).toMatchObject({ contrast: 0, hues: new Array(12).fill(0), grid: new Array(64).fill(128) })
  expect(await describePicture(rough)).toMatchObject({ kind: 'decoded', contrast: expect.any(Number) })
  const described = await describePicture(rough)
  expect(described.kind === 'decoded' && described.contrast).toBeGreaterThan(20)
})

test.each([
  ['#ff0000', 0],
  ['#ff0020', 0],
  ['#ffff00', 2],
  ['#00ff00', 4],
  ['#00ffff', 6],
  ['#0000ff', 8],
  ['#ff00ff', 10],
])('%s lies in sector %i of the colour circle', async (colour, sector) => {
  const described = await describePicture(await plain(colour).png().toBuffer())
  expect(described).toMatchObject({ hues: Array.from({ length: 12 }, (_, index) => (index === sector ? 1 : 0)) })
})

test('the grid tells where it is bright, row by row', async () => {
  const left = await sharp({ create: { width: 64, height: 128, channels: 3, background: 'white' } })
    .png()
    .toBuffer()
  const bytes = await sharp({ create: { width: 128, height: 128, channels: 3, background: 'black' } })
    .composite([{ input: left, left: 0, top: 0 }])
    .png()
    .toBuffer()
  const row = [255, 255, 255, 255, 0, 0, 0, 0]
  expect(await describePicture(bytes)).toMatchObject({ grid: Array.from({ length: 8 }, () => row).flat() })
})

test('transparency is told, and counts as white', async () => {
  const clear = await sharp({ create: { width: 64, height: 64, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .png()
    .toBuffer()
  expect(await describePicture(clear)).toMatchObject({ hasAlpha: true, contrast: 0, grid: new Array(64).fill(255) })
})
