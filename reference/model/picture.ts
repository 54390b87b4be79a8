import { createHash } from 'node:crypto'
import { once, remembering } from '../once.ts'
import type { Canvas } from './canvas.ts'

export type PictureFormat = 'png' | 'jpeg' | 'webp'

export interface DecodedPicture {
  /** SHA-256 of its bytes. */
  readonly id: string
  /** As it was sent, pixels. */
  readonly width: number
  readonly height: number
  readonly hasAlpha: boolean
  /** A copy for drawing, at most `DRAWING_EDGE` on its longer edge. */
  readonly canvas: Canvas
}

/** Pixels. Inputs are drawn from copies of this size, so that a 25 MB photograph costs no more than a small one. */
const DRAWING_EDGE = 1024

/** Loaded with the first picture: a chain that only refuses starts without it. */
const loadSharp = once(async () => {
  const { default: sharp } = await import('sharp')
  // Many small pictures at once: what libvips keeps for later, and a pool of threads for each, is memory for nothing.
  sharp.cache(false)
  sharp.concurrency(1)
  return sharp
})

/** The same few pictures come over and over: each canvas takes 4 MB at most. */
const decoded = remembering<DecodedPicture>(16)

/** Throws when the bytes are no picture, or end before it is complete. */
export function decodePicture(bytes: Buffer): Promise<DecodedPicture> {
  const id = createHash('sha256').update(bytes).digest('hex')
  return decoded(id, () => decode(bytes, id))
}

async function decode(bytes: Buffer, id: string): Promise<DecodedPicture> {
  const sharp = await loadSharp()
  const picture = sharp(bytes, { failOn: 'truncated' })
  const { width, height, hasAlpha } = await picture.metadata()
  const { data, info } = await picture
    .resize({ width: DRAWING_EDGE, height: DRAWING_EDGE, fit: 'inside', kernel: 'nearest', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const pixels = new Uint32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength))
  return { id, width, height, hasAlpha, canvas: { width: info.width, height: info.height, pixels } }
}

/** `compression` is the quality of a JPEG or WebP, 0 to 100. An opaque picture is written without an alpha channel. */
export async function encodePicture(
  { width, height, pixels }: Canvas,
  format: PictureFormat,
  compression: number,
  background: 'opaque' | 'transparent',
): Promise<Buffer> {
  const sharp = await loadSharp()
  const rgba = sharp(Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength), { raw: { width, height, channels: 4 } })
  const picture = background === 'transparent' ? rgba : rgba.removeAlpha()
  // Flat shapes shrink well at the lowest effort, and hundreds of runs wait for this line.
  if (format === 'png') return picture.png({ compressionLevel: 1 }).toBuffer()
  if (format === 'jpeg') return picture.jpeg({ quality: Math.max(1, compression) }).toBuffer()
  return picture.webp({ quality: Math.max(1, compression), effort: 0 }).toBuffer()
}
