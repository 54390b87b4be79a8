import type { AttributedExchange, Picture, Problem, Profile } from '../model.ts'
import { isObject, usageOf } from './body.ts'
import { NotObservable } from './check.ts'

type Decoded = Extract<Picture, { kind: 'decoded' }>

/** Luminance steps below which a picture counts as one flat colour (JPEG noise stays under it). */
const FLAT = 2
/** Mean difference of luminance, 0 to 255, below which two pictures show the same. */
const SAME = 3
/** Share of pixels in which a colour must show to count as shown. */
const SHOWN = 0.005

/** Why nothing is said of such a picture. */
export const BEHIND_A_LINK = 'the picture is behind a link, which is not followed'

export function holdsPictures(exchange: AttributedExchange, count: number): readonly Problem[] {
  const found = exchange.response?.pictures.length ?? 0
  return found === count
    ? []
    : [
        {
          exchange: exchange.id,
          cause: 'image-count-mismatch',
          expected: `${count} picture${count === 1 ? '' : 's'}`,
          actual: `${found}`,
        },
      ]
}

/**
 * Every picture decodes, and is of the format that was asked for, where one was.
 * @throws NotObservable when the target may answer with a link, and did: links are not followed
 */
export function decodes(
  exchange: AttributedExchange,
  profile: Profile,
  format: string | null = profile.cheapest.format,
): readonly Problem[] {
  return (exchange.response?.pictures ?? []).flatMap((picture): readonly Problem[] => {
    if (picture.kind === 'link') {
      if (profile.capabilities.links) throw new NotObservable(BEHIND_A_LINK)
      return [
        {
          exchange: exchange.id,
          cause: 'response-schema',
          expected: 'the picture itself, as b64_json',
          actual: `a link to ${picture.url}`,
        },
      ]
    }
    if (picture.kind === 'undecodable')
      return [
        {
          exchange: exchange.id,
          cause: 'image-undecodable',
          expected: 'a picture',
          actual: `${picture.bytes} bytes that are none: ${picture.reason}`,
        },
      ]
    return format === null || picture.format === format
      ? []
      : [{ exchange: exchange.id, cause: 'image-format-mismatch', expected: format, actual: picture.format }]
  })
}

/**
 * What was asked for as b64_json is no link.
 * @throws NotObservable when the request asked for nothing of the kind
 */
export function givesPicturesThemselves(exchange: AttributedExchange): readonly Problem[] {
  const { body } = exchange.request
  if (!isObject(body) || body.response_format !== 'b64_json') throw new NotObservable('no response_format was sent')
  return (exchange.response?.pictures ?? []).flatMap((picture): readonly Problem[] =>
    picture.kind === 'link'
      ? [
          {
            exchange: exchange.id,
            cause: 'response-schema',
            expected: 'the picture itself, for response_format b64_json',
            actual: `a link to ${picture.url}`,
          },
        ]
      : [],
  )
}

/**
 * Every picture is of this size, in pixels, written like `1024x1024`.
 * @throws NotObservable for a link, like every check below
 */
export function hasSize(exchange: AttributedExchange, size: string): readonly Problem[] {
  return decoded(exchange)
    .map(({ width, height }) => `${width}x${height}`)
    .filter((actual) => actual !== size)
    .map((actual) => ({ exchange: exchange.id, cause: 'image-size-mismatch', expected: size, actual }))
}

export function isNotBlank(exchange: AttributedExchange): readonly Problem[] {
  return decoded(exchange)
    .filter(({ contrast }) => contrast < FLAT)
    .map(({ contrast }) => ({
      exchange: exchange.id,
      cause: 'image-undecodable',
      expected: 'a picture of something',
      actual: `one flat colour (contrast ${contrast.toFixed(1)})`,
    }))
}

/** An edit is not one of the pictures that were sent, neither byte for byte nor encoded anew. */
export function isNotTheInput(exchange: AttributedExchange): readonly Problem[] {
  return decoded(exchange).flatMap((picture) =>
    sent(exchange)
      .filter((input) => input.sha256 === picture.sha256 || difference(input.grid, picture.grid) < SAME)
      .slice(0, 1)
      .map(
        (): Problem => ({
          exchange: exchange.id,
          cause: 'edit-ignored-input',
          expected: 'a new picture',
          actual: 'the picture that was sent came back',
        }),
      ),
  )
}

/**
 * An edit depends on every picture that was sent: each one's own colour shows in it, or the usage counts their tokens.
 * For several pictures the tokens must be more than those of `single`, the edit of one of them, and the picture another one.
 */
export function drawsOnInputs(exchange: AttributedExchange, single?: AttributedExchange): readonly Problem[] {
  if (single !== undefined && repeats(exchange, single))
    return [
      {
        exchange: exchange.id,
        cause: 'edit-ignored-input',
        expected: 'a picture of its own',
        actual: `byte for byte the picture of ${single.id}, which was asked for with other pictures and words`,
      },
    ]
  const inputs = sent(exchange)
  const tokens = usageOf(exchange)?.image ?? 0
  const tokensOfOne = single === undefined ? 0 : (usageOf(single)?.image ?? Number.POSITIVE_INFINITY)
  if (tokens > tokensOfOne) return []
  const missing = inputs.filter((input) => !decoded(exchange).some((picture) => shows(picture, input)))
  if (missing.length === 0) return []
  const which = missing.map((input) => `picture ${inputs.indexOf(input) + 1}`).join(' and ')
  return [
    {
      exchange: exchange.id,
      cause: 'edit-ignored-input',
      expected: 'a picture that shows what was sent',
      actual: `nothing of ${which}: neither its colour nor image tokens in the usage`,
    },
  ]
}

/** Is a picture of the one also a picture of the other? One that was sent, and one of nothing, are told elsewhere. */
function repeats(exchange: AttributedExchange, other: AttributedExchange): boolean {
  const drawn = decoded(other).filter(({ contrast }) => contrast >= FLAT)
  return (
    isNotTheInput(exchange).length === 0 && drawn.some(({ sha256 }) => decoded(exchange).some((own) => own.sha256 === sha256))
  )
}

/**
 * The pictures that were sent show from left to right in the order in which they were sent, as the prompt asks.
 * @throws NotObservable when not all of them can be seen
 */
export function keepsTheOrder(exchange: AttributedExchange): readonly Problem[] {
  const [picture] = decoded(exchange)
  const inputs = sent(exchange)
  const places = inputs.map((input) => (picture === undefined ? null : placeOf(picture, input))).filter((place) => place !== null)
  if (places.length < 2 || places.length < inputs.length)
    throw new NotObservable('not every picture that was sent can be seen in the answer')
  if (places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0))) return []
  const actual = places.map((place, index) => `picture ${index + 1} at ${Math.round(place * 100)} %`).join(', ')
  const expected = 'the pictures from left to right in the order in which they were sent'
  return [{ exchange: exchange.id, cause: 'multipart-damaged', expected, actual }]
}

/** Where the input's own colour lies in the picture, from left (0) to right (1); null when it does not show. */
function placeOf(picture: Decoded, input: Decoded): number | null {
  if (!shows(picture, input)) return null
  const [strongest = 0] = around(input).toSorted((one, other) => (picture.hues[other] ?? 0) - (picture.hues[one] ?? 0))
  return picture.centres[strongest] ?? null
}

/** @throws NotObservable for a picture behind a link: nothing can be said of it, neither good nor bad */
export function decoded(exchange: AttributedExchange): readonly Decoded[] {
  const pictures = exchange.response?.pictures ?? []
  if (pictures.some(({ kind }) => kind === 'link')) throw new NotObservable(BEHIND_A_LINK)
  return pictures.filter((picture) => picture.kind === 'decoded')
}

const sent = (exchange: AttributedExchange): readonly Decoded[] =>
  exchange.request.parts.flatMap(({ name, picture }) =>
    name !== 'mask' && picture !== null && picture.kind === 'decoded' ? [picture] : [],
  )

/** Mean absolute difference of two grids; infinite when they cannot be compared. */
function difference(one: readonly number[], other: readonly number[]): number {
  if (one.length === 0 || one.length !== other.length) return Number.POSITIVE_INFINITY
  return one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length
}

/** The sector of the input's strongest colour, and the two beside it. */
function around(input: Decoded): readonly number[] {
  const strongest = input.hues.indexOf(Math.max(...input.hues))
  return [-1, 0, 1].map((step) => (strongest + step + input.hues.length) % input.hues.length)
}

/** The strongest colour of the input shows in the picture, in its own sector of the colour circle or one beside it. */
function shows(picture: Decoded, input: Decoded): boolean {
  return around(input).reduce((sum, sector) => sum + (picture.hues[sector] ?? 0), 0) >= SHOWN
}
