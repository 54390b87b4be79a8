import { createHash } from 'node:crypto'

/** Pixels of a picture, one RGBA word each (red in the lowest byte), row by row. */
export interface Canvas {
  readonly width: number
  readonly height: number
  readonly pixels: Uint32Array
}

export const WHITE = 0xffffffff
export const TRANSPARENT = 0x00000000
const GREY = 0xff808080

export function blankCanvas(width: number, height: number, colour: number): Canvas {
  return { width, height, pixels: new Uint32Array(width * height).fill(colour) }
}

/** A quilt of coloured patches, light beside dark, the same for the same words. */
export function quilt(width: number, height: number, words: string, gaps: 'filled' | 'transparent'): Canvas {
  const seed = createHash('sha256').update(words).digest()
  const columns = 3 + (seed.readUInt8(0) % 4)
  const rows = 3 + (seed.readUInt8(1) % 4)
  return patches(width, height, columns, rows, (column, row) => {
    if (gaps === 'transparent' && (column + row) % 2 === 0) return TRANSPARENT
    const hue = (seed.readUInt8((2 + row * columns + column) % seed.length) / 256) * 360
    return colourOf(hue, (column + row) % 2 === 0 ? 0.75 : 0.35)
  })
}

/** Grey stripes: a new background without a colour of its own, so that every colour in an edit comes from its inputs. */
export function stripes(width: number, height: number, words: string): Canvas {
  const seed = createHash('sha256').update(words).digest()
  const count = 5 + (seed.readUInt8(0) % 6)
  const dark = 60 + (seed.readUInt8(1) % 60)
  const light = 170 + (seed.readUInt8(2) % 60)
  return patches(width, height, 1, count, (_column, row) => grey(row % 2 === 0 ? light : dark))
}

function patches(
  width: number,
  height: number,
  columns: number,
  rows: number,
  colour: (column: number, row: number) => number,
): Canvas {
  const canvas = blankCanvas(width, height, WHITE)
  for (let row = 0; row < rows; row++) {
    const top = Math.floor((row * height) / rows)
    const bottom = Math.floor(((row + 1) * height) / rows)
    const line = new Uint32Array(width)
    for (let column = 0; column < columns; column++) {
      line.fill(colour(column, row), Math.floor((column * width) / columns), Math.floor(((column + 1) * width) / columns))
    }
    for (let y = top; y < bottom; y++) canvas.pixels.set(line, y * width)
  }
  return canvas
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/**
 * Where `count` pictures go side by side, in reading order, with the background showing around them.
 * A single one has a wider margin, so that the edit does not look like its input.
 */
export function slots(width: number, height: number, count: number): Box[] {
  const columns = Math.min(count, 4)
  const rows = Math.ceil(count / columns)
  const margin = count === 1 ? 0.18 : 0.06
  const slot = { width: Math.floor(width / columns), height: Math.floor(height / rows) }
  return Array.from({ length: count }, (_, index) => ({
    left: (index % columns) * slot.width + Math.floor(slot.width * margin),
    top: Math.floor(index / columns) * slot.height + Math.floor(slot.height * margin),
    width: Math.floor(slot.width * (1 - 2 * margin)),
    height: Math.floor(slot.height * (1 - 2 * margin)),
  }))
}

/** Paints a picture into a box in its own proportions, in the middle; its transparent pixels leave the canvas as it is. */
export function paste(canvas: Canvas, picture: Canvas, box: Box): void {
  const scale = Math.min(box.width / picture.width, box.height / picture.height)
  const width = Math.max(1, Math.floor(picture.width * scale))
  const height = Math.max(1, Math.floor(picture.height * scale))
  const left = box.left + Math.floor((box.width - width) / 2)
  const top = box.top + Math.floor((box.height - height) / 2)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = sample(picture, x / width, y / height)
      if (colour >>> 24 >= 128) canvas.pixels[(top + y) * canvas.width + left + x] = colour
    }
  }
}

/** The picture stretched over a whole canvas of that size. */
export function stretch(picture: Canvas, width: number, height: number): Canvas {
  const canvas = blankCanvas(width, height, WHITE)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) canvas.pixels[y * width + x] = sample(picture, x / width, y / height)
  }
  return canvas
}

/** `under` where the mask is opaque, `over` where it is transparent. */
export function throughMask(mask: Canvas, under: Canvas, over: Canvas): Canvas {
  const { width, height } = under
  const pixels = under.pixels.slice()
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (sample(mask, x / width, y / height) >>> 24 < 128) pixels[at] = over.pixels[at] ?? GREY
    }
  }
  return { width, height, pixels }
}

/** The upper part of a picture, the rest still grey: what a partial image looks like. */
export function unfinished(canvas: Canvas, share: number): Canvas {
  return { ...canvas, pixels: canvas.pixels.slice().fill(GREY, Math.floor(canvas.height * share) * canvas.width) }
}

/** The nearest pixel at a place given as shares of width and height. */
function sample({ width, height, pixels }: Canvas, x: number, y: number): number {
  return pixels[Math.floor(y * height) * width + Math.floor(x * width)] ?? TRANSPARENT
}

function grey(level: number): number {
  return ((0xff << 24) | (level << 16) | (level << 8) | level) >>> 0
}

/** A fully saturated colour. `hue` in degrees, `lightness` from 0 to 1. */
function colourOf(hue: number, lightness: number): number {
  const channel = (offset: number): number => {
    const k = (offset + hue / 30) % 12
    const level = lightness - Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    return Math.round(level * 255)
  }
  return ((0xff << 24) | (channel(4) << 16) | (channel(8) << 8) | channel(0)) >>> 0
}
