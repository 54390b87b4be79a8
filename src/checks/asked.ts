import type { AttributedExchange, Json, Problem, Profile } from '../model.ts'
import { isObject, matchesSchema, usageOf } from './body.ts'
import { NotObservable } from './check.ts'
import { decoded, decodes, hasSize, holdsPictures } from './picture.ts'
import { answersWith } from './status.ts'

/** Share of the picture that must be clear to count as a transparent background. */
const CLEAR = 0.05
/** Luminance, 0 to 255: what a mask keeps may differ by less (models draw it anew), what it opens must differ by more. */
const KEPT = 30
const CHANGED = 3

/**
 * An answer with the pictures that its request asked for: as many as `n` says, of its `size`, in its `output_format`, on
 * its `background` and in its `quality`, as far as the answer tells.
 * @throws NotObservable for pictures behind a link
 */
export function isDrawnAsAsked(exchange: AttributedExchange, profile: Profile): readonly Problem[] {
  const asked = askedFor(exchange, profile)
  const steps: readonly (() => readonly Problem[])[] = [
    () => answersWith(exchange, 200),
    () => matchesSchema(exchange, 'images-response'),
    () => holdsPictures(exchange, asked.count),
    () => decodes(exchange, profile, asked.format),
    () => [
      ...(asked.size === null ? [] : hasSize(exchange, asked.size)),
      ...(asked.transparent ? isTransparent(exchange) : []),
      ...(asked.quality === null ? [] : saysQuality(exchange, asked.quality)),
    ],
  ]
  // What comes after a step has nothing to look at when that one failed.
  for (const step of steps) {
    const problems = step()
    if (problems.length > 0) return problems
  }
  return []
}

interface Asked {
  readonly count: number
  /** Null where the target chooses. */
  readonly size: string | null
  readonly format: string | null
  readonly transparent: boolean
  /** Null where it is not what the request is about: one lost parameter shall not turn every other request red. */
  readonly quality: string | null
}

function askedFor(exchange: AttributedExchange, { capabilities, cheapest }: Profile): Asked {
  const field = (name: string): string | null => fieldOf(exchange, name)
  return {
    count: Number(field('n') ?? 1),
    size: capabilities.exactSize ? (field('size') ?? cheapest.size) : null,
    format: field('output_format') ?? cheapest.format,
    transparent: field('background') === 'transparent',
    quality: field('quality') === String(cheapest.fields.quality) ? null : field('quality'),
  }
}

/** A field of the request as text, from its JSON or its form. */
export function fieldOf({ request }: Pick<AttributedExchange, 'request'>, name: string): string | null {
  const inJson: Json = isObject(request.body) ? (request.body[name] ?? null) : null
  const inForm = request.parts.find((part) => part.name === name && part.filename === null)?.value ?? null
  return inJson === null ? inForm : String(inJson)
}

function isTransparent(exchange: AttributedExchange): readonly Problem[] {
  return decoded(exchange)
    .map(({ hasAlpha, clear }) => ({ hasAlpha, share: clear.reduce((sum, cell) => sum + cell, 0) / Math.max(1, clear.length) }))
    .filter(({ share }) => share < CLEAR)
    .map(({ hasAlpha, share }) => ({
      exchange: exchange.id,
      cause: 'image-format-mismatch',
      expected: 'a transparent background',
      actual: hasAlpha ? `an alpha channel with ${Math.round(share * 100)} % of it clear` : 'a picture without an alpha channel',
    }))
}

/** Quality is what the price hangs on: a relay that drops it makes the model choose, and it chooses the dearest. */
function saysQuality(exchange: AttributedExchange, asked: string): readonly Problem[] {
  const body = exchange.response?.body ?? null
  const told = isObject(body) ? (body.quality ?? null) : null
  if (told === null || told === asked || asked === 'auto') return []
  return [{ exchange: exchange.id, cause: 'parameter-ignored', expected: `quality ${asked}`, actual: `quality ${told}` }]
}

/**
 * The usage counts more tokens of pictures than that of `fewer`, an edit of fewer pictures; `times` as many where every
 * picture must count alike.
 * @throws NotObservable when one of the two answers reports no such tokens
 */
export function countsMoreInputs(exchange: AttributedExchange, fewer: AttributedExchange, times: number): readonly Problem[] {
  const [tokens, others] = [exchange, fewer].map((one) => usageOf(one)?.image ?? null)
  if (tokens === null || tokens === undefined || others === null || others === undefined)
    throw new NotObservable('the usage reports no tokens of the pictures that were sent')
  return tokens > others * times
    ? []
    : [
        {
          exchange: exchange.id,
          cause: 'edit-ignored-input',
          expected: `more than ${Math.round(others * times)} tokens of pictures (${fewer.id} has ${others})`,
          actual: `${tokens}`,
        },
      ]
}

/**
 * What the mask keeps looks as in the picture that was sent, and what it opens does not, on the coarse grid of both.
 * @throws NotObservable when the picture or the mask cannot be looked at
 */
export function changesWhatTheMaskOpens(exchange: AttributedExchange): readonly Problem[] {
  const part = (name: string) => exchange.request.parts.find((one) => one.name === name)?.picture
  const [input, mask, [picture]] = [part('image'), part('mask'), decoded(exchange)]
  if (input?.kind !== 'decoded' || mask?.kind !== 'decoded' || picture === undefined)
    throw new NotObservable('there is no picture to compare with the one that was sent')
  const change = (wanted: (clear: number) => boolean): number => {
    const cells = mask.clear.flatMap((clear, cell) =>
      wanted(clear) ? [Math.abs((picture.grid[cell] ?? 0) - (input.grid[cell] ?? 0))] : [],
    )
    return cells.reduce((sum, difference) => sum + difference, 0) / Math.max(1, cells.length)
  }
  const [kept, opened] = [change((clear) => clear === 0), change((clear) => clear === 1)]
  if (kept < KEPT && opened > CHANGED) return []
  return [
    {
      exchange: exchange.id,
      cause: 'edit-ignored-input',
      expected: 'a picture that changes where the mask is transparent, and nowhere else',
      actual: `luminance differs by ${Math.round(kept)} where the mask keeps it and by ${Math.round(opened)} where it opens it`,
    },
  ]
}
