import { describe, expect, test } from 'vitest'
import { changesWhatTheMaskOpens, countsMoreInputs, fieldOf, isDrawnAsAsked } from '../../src/checks/asked.ts'
import { NotObservable } from '../../src/checks/check.ts'
import type { AttributedExchange, Json, Picture } from '../../src/model.ts'
import { loadProfile } from '../../src/target/profile.ts'
import { answer, exchange, grid, link, picture, sending, undecodable } from '../exchanges.ts'

const png = loadProfile('oneapi-apim-aoai')
const inexact = loadProfile('generic')

/** An answer with these pictures to a request with these fields, in JSON. */
const asking = (
  fields: Readonly<Record<string, Json>>,
  pictures: readonly Picture[],
  body: Readonly<Record<string, Json>> = {},
): AttributedExchange => {
  const data = pictures.map(() => ({ b64_json: '[picture]' }))
  return exchange({
    id: 'call',
    request: { method: 'POST', url: 'https://gateway.test', headers: {}, body: fields, parts: [] },
    response: answer(200, { created: 1_700_000_000, data, ...body }, { pictures }),
  })
}
const problemsOf = (
  fields: Readonly<Record<string, Json>>,
  pictures: readonly Picture[],
  body?: Readonly<Record<string, Json>>,
) =>
  isDrawnAsAsked(asking(fields, pictures, body), png).map(({ cause, expected, actual }) => `${cause}: ${expected}, got ${actual}`)

const wide = picture({ width: 1536 })
const clear = (share: number): Picture => picture({ hasAlpha: true, clear: grid(share) })

describe('an image that was asked for with parameters', () => {
  test.each<readonly [string, Readonly<Record<string, Json>>, readonly Picture[]]>([
    ['nothing but a prompt', {}, [picture()]],
    ['a size', { size: '1536x1024' }, [wide]],
    ['two of them', { n: 2 }, [picture(), picture()]],
    ['another format', { output_format: 'jpeg' }, [picture({ format: 'jpeg' })]],
    ['a transparent background', { background: 'transparent' }, [clear(0.4)]],
    ['an opaque background', { background: 'opaque' }, [picture()]],
  ])('is as asked: %s', (_what, fields, pictures) => {
    expect(problemsOf(fields, pictures)).toEqual([])
  })

  test.each<readonly [Readonly<Record<string, Json>>, readonly Picture[], string]>([
    [{ size: '1536x1024' }, [picture()], 'image-size-mismatch: 1536x1024, got 1024x1024'],
    [{}, [wide], 'image-size-mismatch: 1024x1024, got 1536x1024'],
    [{ n: 2 }, [picture()], 'image-count-mismatch: 2 pictures, got 1'],
    [{}, [picture(), picture()], 'image-count-mismatch: 1 picture, got 2'],
    [{ output_format: 'jpeg' }, [picture()], 'image-format-mismatch: jpeg, got png'],
    [{}, [picture({ format: 'jpeg' })], 'image-format-mismatch: png, got jpeg'],
    [
      { background: 'transparent' },
      [picture()],
      'image-format-mismatch: a transparent background, got a picture without an alpha channel',
    ],
    [
      { background: 'transparent' },
      [clear(0.01)],
      'image-format-mismatch: a transparent background, got an alpha channel with 1 % of it clear',
    ],
    [{}, [undecodable('it is empty')], 'image-undecodable: a picture, got 12 bytes that are none: it is empty'],
  ])('is not: %j', (fields, pictures, problem) => {
    expect(problemsOf(fields, pictures)).toEqual([problem])
  })

  test('is of the quality that was asked for, where the answer tells', () => {
    expect(problemsOf({ quality: 'medium' }, [picture()], { quality: 'medium' })).toEqual([])
    expect(problemsOf({ quality: 'medium' }, [picture()])).toEqual([])
    expect(problemsOf({ quality: 'auto' }, [picture()], { quality: 'high' })).toEqual([])
    expect(problemsOf({ quality: 'medium' }, [picture()], { quality: 'high' })).toEqual([
      'parameter-ignored: quality medium, got quality high',
    ])
  })

  test('is of any quality where the request is not about it, or asks for the cheapest as every other does', () => {
    expect(problemsOf({}, [picture()], { quality: 'high' })).toEqual([])
    expect(problemsOf({ quality: png.cheapest.fields.quality ?? null }, [picture()], { quality: 'high' })).toEqual([])
  })

  test('tells its worst fault alone: a refusal has no size', () => {
    const refused = exchange({ id: 'call', response: answer(400, { error: { message: 'Unknown parameter' } }) })
    expect(isDrawnAsAsked(refused, png)).toMatchObject([{ cause: 'request-rejected', expected: 'status 200' }])
    const empty = exchange({ id: 'call', response: answer(200, {}) })
    expect(isDrawnAsAsked(empty, png)).toMatchObject([{ cause: 'response-schema' }])
  })

  test('is of any size where the target chooses it', () => {
    expect(isDrawnAsAsked(asking({ size: '1024x1024' }, [wide]), inexact)).toEqual([])
  })

  test('cannot be looked at behind a link', () => {
    const linked = exchange({
      response: answer(200, { created: 1_700_000_000, data: [{ url: 'https://pictures.test/1.png' }] }, { pictures: [link()] }),
    })
    expect(() => isDrawnAsAsked(linked, inexact)).toThrow(NotObservable)
  })
})

test('a field is read from JSON and from a form, and a file is none', () => {
  const { request } = sending(picture())
  const part = { name: 'n', filename: null, contentType: null, bytes: 1, value: '2', picture: null }
  expect(fieldOf(asking({ n: 2 }, []), 'n')).toBe('2')
  const prompt = { ...part, name: 'prompt', value: 'a pear' }
  expect(fieldOf(exchange({ request: { ...request, parts: [prompt, part, ...request.parts] } }), 'n')).toBe('2')
  expect(fieldOf(exchange({ request }), 'image')).toBeNull()
  expect(fieldOf(asking({}, []), 'n')).toBeNull()
})

describe('the tokens of the pictures that were sent', () => {
  const counting = (id: string, image: number): AttributedExchange => {
    const usage = {
      total_tokens: 9,
      input_tokens: 4,
      output_tokens: 5,
      input_tokens_details: { image_tokens: image, text_tokens: 1 },
    }
    return exchange({ id, response: answer(200, { usage }) })
  }

  test('are more for more pictures', () => {
    expect(countsMoreInputs(counting('sixteen', 389), counting('two', 388), 1)).toEqual([])
    expect(countsMoreInputs(counting('sixteen', 388), counting('two', 388), 1)).toEqual([
      {
        exchange: 'sixteen',
        cause: 'edit-ignored-input',
        expected: 'more than 388 tokens of pictures (two has 388)',
        actual: '388',
      },
    ])
  })

  test('are so many times more where each picture counts alike', () => {
    expect(countsMoreInputs(counting('sixteen', 3104), counting('two', 388), 7.5)).toEqual([])
    expect(countsMoreInputs(counting('sixteen', 1940), counting('two', 388), 7.5)).toMatchObject([
      { expected: 'more than 2910 tokens of pictures (two has 388)', actual: '1940' },
    ])
  })

  test('cannot be compared where either answer has none', () => {
    const silent = exchange({ response: answer(200, {}) })
    expect(() => countsMoreInputs(silent, counting('two', 1), 1)).toThrow(NotObservable)
    expect(() => countsMoreInputs(counting('two', 1), silent, 1)).toThrow(NotObservable)
  })
})

describe('a mask', () => {
  /** The right half of the grid open, the left half kept. */
  const half = Array.from({ length: 64 }, (_, cell) => (cell % 8 < 4 ? 0 : 1))
  const halves = (left: number, right: number) => half.map((open) => (open === 1 ? right : left))
  const masked = (result: readonly number[]): AttributedExchange => {
    const { request } = sending(picture({ grid: grid(200) }), picture({ clear: half }))
    const parts = request.parts.map((part, index) => ({ ...part, name: index === 0 ? 'image' : 'mask' }))
    return exchange({
      request: { ...request, parts },
      response: answer(200, {}, { pictures: [picture({ grid: result })] }),
    })
  }

  test('opens one half and keeps the other, which may be drawn anew', () => {
    expect(changesWhatTheMaskOpens(masked(halves(200, 90)))).toEqual([])
    expect(changesWhatTheMaskOpens(masked(halves(229, 204)))).toEqual([])
  })

  test.each([
    [90, 90, 110, 110],
    [170, 90, 30, 110],
    [200, 200, 0, 0],
    [200, 203, 0, 3],
  ])('is not heeded when the kept half is %i and the open one %i', (left, right, kept, opened) => {
    expect(changesWhatTheMaskOpens(masked(halves(left, right)))).toMatchObject([
      {
        cause: 'edit-ignored-input',
        actual: `luminance differs by ${kept} where the mask keeps it and by ${opened} where it opens it`,
      },
    ])
  })

  test.each(['image', 'mask'])('cannot be judged when the %s that was sent cannot be looked at', (name) => {
    const { request, ...rest } = masked(halves(200, 90))
    const unreadable = request.parts.map((part) => (part.name === name ? { ...part, picture: undecodable('cut') } : part))
    const others = request.parts.filter((part) => part.name !== name)
    for (const parts of [unreadable, others])
      expect(() => changesWhatTheMaskOpens({ ...rest, request: { ...request, parts } })).toThrow(NotObservable)
  })

  test('cannot be judged when no picture came', () => {
    expect(() => changesWhatTheMaskOpens({ ...masked(grid(0)), response: answer(200, {}) })).toThrow(NotObservable)
  })
})
