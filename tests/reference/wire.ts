import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { request } from 'undici'
import { afterEach } from 'vitest'
import type { RunningHop } from '../../reference/hop.ts'

/** An answer as it came over the wire, looked at without any of the suite's checks. */
export interface Wire {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly bytes: number
}

export interface Call {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export async function send(url: string, { method = 'POST', headers = {}, body }: Call = {}): Promise<Wire> {
  const answer = await request(url, { method, headers, body: body ?? null })
  const bytes = Buffer.from(await answer.body.arrayBuffer())
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')])),
    text: bytes.toString(),
    bytes: bytes.length,
  }
}

export function json(body: unknown, headers: Readonly<Record<string, string>> = {}): Call {
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

export interface TestFile {
  readonly name: string
  readonly filename?: string | null
  readonly type?: string | null
  readonly content: Buffer
}

const BOUNDARY = 'reference-test-boundary'

/** A form written byte by byte, so that nothing between the test and the wire can repair it. */
export function form(
  fields: Readonly<Record<string, string>>,
  files: readonly TestFile[],
  headers: Readonly<Record<string, string>> = {},
): Call {
  const text = Object.entries(fields).map(([name, value]) => part(`name="${name}"`, [], Buffer.from(value)))
  const binary = files.map(({ name, filename = 'picture.png', type = 'image/png', content }) =>
    part(
      filename === null ? `name="${name}"` : `name="${name}"; filename="${filename}"`,
      type === null ? [] : [`Content-Type: ${type}`],
      content,
    ),
  )
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, ...headers },
    body: Buffer.concat([...text, ...binary, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  }
}

function part(disposition: string, headers: readonly string[], content: Buffer): Buffer {
  const head = [`--${BOUNDARY}`, `Content-Disposition: form-data; ${disposition}`, ...headers, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n')])
}

function fixture(name: string): Buffer {
  return readFileSync(fileURLToPath(new URL(`../../fixtures/images/${name}`, import.meta.url)))
}

export const redBall = fixture('red-ball.png')
export const blueCube = fixture('blue-cube.png')

export function errorOf(answer: Wire): { message: string; type: string | null; param: string | null; code: string | null } {
  return JSON.parse(answer.text).error
}

/** The pictures of an answer, as bytes. */
export function picturesOf(answer: Wire): Buffer[] {
  return JSON.parse(answer.text).data.map(({ b64_json }: { b64_json: string }) => Buffer.from(b64_json, 'base64'))
}

/** A picture of one colour, without transparency unless `alpha` says otherwise (0 to 1). */
export function plain(width: number, height: number, format: 'png' | 'jpeg' | 'webp' = 'png', alpha = 1): Promise<Buffer> {
  const channels = alpha === 1 ? 3 : 4
  return sharp({ create: { width, height, channels, background: { r: 20, g: 160, b: 40, alpha } } })
    .toFormat(format)
    .toBuffer()
}

/** Starts hops that are closed after each test. */
export function closing(): <Hop extends Pick<RunningHop, 'close'>>(starting: Promise<Hop>) => Promise<Hop> {
  const open: Pick<RunningHop, 'close'>[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map((hop) => hop.close()))
  })
  return async (starting) => {
    const hop = await starting
    open.push(hop)
    return hop
  }
}
