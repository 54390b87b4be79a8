import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import type { Part, Picture } from '../model.ts'
import { contentOf } from './body.ts'

export type Described = Extract<Picture, { kind: 'decoded' | 'undecodable' }>

/** Side of the copy on which contrast, colours and grid are measured, pixels. */
const SAMPLE = 128
const GRID = 8
/** A picture may not take more memory than this, however small its file is. */
const MAX_PIXELS = 100_000_000

/** Decodes a picture as a whole, so that one that lacks its last line is found out. It has not been saved yet. */
export async function describe(bytes: Buffer): Promise<Described> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return decode(bytes, { bytes: bytes.length, sha256 })
}

/** The same for a file that is sent, which is read piece by piece. */
export async function describeFile(file: Pick<Extract<Part, { kind: 'file' }>, 'path' | 'paddedTo'>): Promise<Described> {
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(contentOf(file), async (pieces) => {
    for await (const piece of pieces) {
      bytes += piece.length
      hash.update(piece)
    }
  })
  // What fills a file up changes nothing in its picture.
  return decode(file.path, { bytes, sha256: hash.digest('hex') })
}

async function decode(source: Buffer | string, identity: { bytes: number; sha256: string }): Promise<Described> {
  if (identity.bytes === 0) return { kind: 'undecodable', reason: 'it is empty', ...identity }
  try {
    // Loaded on first use: a run that sees no picture does not wait for the codecs.
    const { default: sharp } = await import('sharp')
    // No picture is looked at twice, and several at once need no threads of their own.
    sharp.cache(false)
    sharp.concurrency(1)
    const image = sharp(source, { failOn: 'error', limitInputPixels: MAX_PIXELS })
    const { format, width, height, hasAlpha } = await image.metadata()
    // `nearest` takes pixels as they are: an average would hide noise and mix colours that are not in the picture.
    const pixels = await image
      .resize(SAMPLE, SAMPLE, { fit: 'fill', kernel: 'nearest' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer()
    return { kind: 'decoded', format, width, height, hasAlpha, ...identity, ...measure(pixels), file: null }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { kind: 'undecodable', reason: reason.trim().replaceAll(/\s*\n\s*/g, '; '), ...identity }
  }
}

type Measures = Pick<Extract<Picture, { kind: 'decoded' }>, 'contrast' | 'hues' | 'centres' | 'grid' | 'clear'>

/** @param pixels red, green, blue, alpha, a byte each, of the square copy */
function measure(pixels: Buffer): Measures {
  const hues = new Array<number>(12).fill(0)
  const columns = new Array<number>(12).fill(0)
  const grid = new Array<number>(GRID * GRID).fill(0)
  const clear = new Array<number>(GRID * GRID).fill(0)
  const count = SAMPLE * SAMPLE
  let sum = 0
  let squares = 0
  for (let pixel = 0; pixel < count; pixel += 1) {
    const alpha = pixels[pixel * 4 + 3] ?? 0
    const red = onWhite(pixels[pixel * 4] ?? 0, alpha)
    const green = onWhite(pixels[pixel * 4 + 1] ?? 0, alpha)
    const blue = onWhite(pixels[pixel * 4 + 2] ?? 0, alpha)
    const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    sum += luminance
    squares += luminance * luminance
    const cell = cellOf(pixel)
    grid[cell] = (grid[cell] ?? 0) + luminance
    if (alpha < 128) clear[cell] = (clear[cell] ?? 0) + 1
    const sector = sectorOf(red, green, blue)
    if (sector === null) continue
    hues[sector] = (hues[sector] ?? 0) + 1
    columns[sector] = (columns[sector] ?? 0) + (pixel % SAMPLE)
  }
  const mean = sum / count
  return {
    contrast: rounded(Math.sqrt(Math.max(0, squares / count - mean * mean)), 1),
    hues: hues.map((found) => rounded(found / count, 3)),
    centres: hues.map((found, sector) => (found === 0 ? null : rounded((columns[sector] ?? 0) / found / SAMPLE, 2))),
    grid: grid.map((total) => Math.round(total / (count / (GRID * GRID)))),
    clear: clear.some((found) => found > 0) ? clear.map((found) => rounded(found / (count / (GRID * GRID)), 2)) : [],
  }
}

/** A channel of a pixel as it looks on a white page, where most pictures are looked at. */
const onWhite = (value: number, alpha: number): number => (alpha === 255 ? value : 255 - ((255 - value) * alpha) / 255)

function cellOf(pixel: number): number {
  const side = SAMPLE / GRID
  return Math.floor(Math.floor(pixel / SAMPLE) / side) * GRID + Math.floor((pixel % SAMPLE) / side)
}

/**
 * The 30° sector of the colour circle, or null for a pixel that is grey or nearly black. The first sector has red in
 * its middle, not at its edge, where the slightest noise would move a red ball to the other end of the list.
 */
function sectorOf(red: number, green: number, blue: number): number | null {
  const top = Math.max(red, green, blue)
  const range = top - Math.min(red, green, blue)
  if (top < 48 || range < top * 0.25) return null
  const sixth = top === red ? (green - blue) / range : top === green ? 2 + (blue - red) / range : 4 + (red - green) / range
  return Math.floor((((sixth * 60 + 360 + 15) % 360) / 30) % 12)
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}
