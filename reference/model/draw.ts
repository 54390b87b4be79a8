import { remembering } from '../once.ts'
import type { ImageOperation } from '../operation.ts'
import {
  blankCanvas,
  type Canvas,
  paste,
  quilt,
  slots,
  stretch,
  stripes,
  TRANSPARENT,
  throughMask,
  unfinished,
  WHITE,
} from './canvas.ts'
import { type DecodedPicture, encodePicture, type PictureFormat } from './picture.ts'

/** What is to be drawn. A flawed model is one that draws something else than it was asked for. */
export interface Wanted {
  readonly operation: ImageOperation
  readonly subject: 'as-asked' | 'nothing' | 'first-input'
  readonly prompt: string
  readonly count: number
  /** Pixels. */
  readonly width: number
  readonly height: number
  readonly format: PictureFormat
  /** 0 to 100. */
  readonly compression: number
  readonly background: 'opaque' | 'transparent'
  /** The pictures of an edit in their order; none for a generation. */
  readonly inputs: readonly DecodedPicture[]
  readonly mask: DecodedPicture | null
}

/** A picture is decided by its order: hundreds of runs ask for the same few. */
const drawn = remembering<Buffer>(64)

/** The picture with this number among those asked for, encoded. */
export function draw(wanted: Wanted, index: number): Promise<Buffer> {
  return drawn(keyOf(wanted, index, 1), async () => encode(wanted, compose(wanted, index)))
}

/** A step on the way to the picture: `share` of it, 0 to 1, is finished. */
export function drawUnfinished(wanted: Wanted, share: number): Promise<Buffer> {
  return drawn(keyOf(wanted, 0, share), async () => encode(wanted, unfinished(compose(wanted, 0), share)))
}

const keyOf = ({ inputs, mask, ...order }: Wanted, index: number, share: number): string =>
  JSON.stringify([order, inputs.map(({ id }) => id), mask?.id, index, share])

function encode({ format, compression, background }: Wanted, canvas: Canvas): Promise<Buffer> {
  return encodePicture(canvas, format, compression, background)
}

function compose(wanted: Wanted, index: number): Canvas {
  const { subject, width, height, inputs, mask } = wanted
  const [first] = inputs
  if (subject === 'nothing') return blankCanvas(width, height, WHITE)
  if (subject === 'first-input' && first !== undefined) return stretch(first.canvas, width, height)
  if (wanted.operation === 'generations') return generation(wanted, index)
  const edited = edit(wanted, index)
  return mask === null || first === undefined ? edited : throughMask(mask.canvas, stretch(first.canvas, width, height), edited)
}

function generation({ width, height, prompt, background }: Wanted, index: number): Canvas {
  return quilt(width, height, `${prompt} ${index}`, background === 'transparent' ? 'transparent' : 'filled')
}

/** The inputs side by side over a new background: each of them stays visible, and none of them is the whole picture. */
function edit({ width, height, prompt, background, inputs }: Wanted, index: number): Canvas {
  const canvas =
    background === 'transparent' ? blankCanvas(width, height, TRANSPARENT) : stripes(width, height, `${prompt} ${index}`)
  const boxes = slots(width, height, inputs.length)
  inputs.forEach((input, place) => {
    const box = boxes[place]
    if (box !== undefined) paste(canvas, input.canvas, box)
  })
  return canvas
}
