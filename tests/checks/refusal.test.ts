import { describe, expect, test } from 'vitest'
import { TEXT } from '../../src/cases/prompts.ts'
import { NotObservable } from '../../src/checks/check.ts'
import { carriesText, countsTheText, isRefusedAsBadInput, nameTheirFields, takesThePrompt } from '../../src/checks/refusal.ts'
import type { AttributedExchange, Json } from '../../src/model.ts'
import { loadProfile } from '../../src/target/profile.ts'
import { answer, attribution, exchange, failure, noAnswer, picture } from '../exchanges.ts'

const profile = loadProfile('oneapi-apim-aoai')
const { generations: sizeRefused } = profile.freeRefusal

const says = (message: string, param: string | null = null): Json => ({
  error: { message, type: 'invalid_request_error', param, code: null },
})
const refused = (status: number, body: Json, change: Partial<AttributedExchange> = {}): AttributedExchange =>
  exchange({ response: answer(status, body), ...change })
const causes = (problems: readonly { readonly cause: string }[]): readonly string[] => problems.map(({ cause }) => cause)

describe('a bad request is refused as one', () => {
  test.each([400, 415, 422])('by %i in an error of the chain', (status) => {
    expect(isRefusedAsBadInput(refused(status, says("Missing required parameter: 'prompt'.")), profile)).toEqual([])
  })

  test('by 413 on a page, as proxies answer what is too large for them', () => {
    expect(isRefusedAsBadInput(refused(413, '<html><h1>413 Request Entity Too Large</h1></html>'), profile)).toEqual([])
  })

  test.each([200, 401, 403, 404, 500, 503])('and not by %i', (status) => {
    const [problem, ...others] = isRefusedAsBadInput(refused(status, says('no')), profile)
    expect(others).toEqual([])
    expect(problem).toMatchObject({ cause: 'wrong-refusal', actual: expect.stringContaining(`${status} {`) })
  })

  test.each<readonly [string, Json]>([
    ['a page', '<html><h1>400 Bad Request</h1></html>'],
    ['an envelope of its own', { success: false, msg: 'request failed' }],
    ['nothing', null],
  ])('and not by 400 with %s', (_name, body) => {
    expect(causes(isRefusedAsBadInput(refused(400, body), profile))).toEqual(['wrong-refusal'])
  })

  test('and not by silence, nor by half a refusal', () => {
    const [problem] = isRefusedAsBadInput(exchange(noAnswer()), profile)
    expect(problem).toMatchObject({ cause: 'wrong-refusal', actual: expect.stringContaining('no whole answer (timeout') })
    const cutOff = refused(400, says('no'), { failure: failure('cut-off') })
    expect(causes(isRefusedAsBadInput(cutOff, profile))).toEqual(['wrong-refusal'])
  })

  test('and above all not by an image, which is paid for', () => {
    const drawn = exchange({ billing: 'paid', response: answer(200, { data: [] }, { pictures: [picture()] }) })
    const [problem] = isRefusedAsBadInput(drawn, profile)
    expect(problem).toMatchObject({
      cause: 'wrong-refusal',
      actual: expect.stringContaining('an image was drawn, and is paid for'),
    })
  })
})

describe('refusals name the field that is wrong', () => {
  const fields = { one: 'prompt', other: 'n', whole: null }
  const of = (id: string, message: string, change: Partial<AttributedExchange> = {}): AttributedExchange =>
    refused(400, says(message), { case: id, ...change })

  test('in words or as param', () => {
    const both = [of('one', "Missing required parameter: 'prompt'."), refused(400, says('Too many.', 'n'), { case: 'other' })]
    expect(nameTheirFields(both, fields, profile)).toEqual([])
  })

  test('by a name of its own: n is in every word', () => {
    const [problem] = nameTheirFields([of('other', 'Invalid number in the request.')], fields, profile)
    expect(problem).toMatchObject({ cause: 'wrong-refusal', expected: 'a refusal that names n, the field that is wrong' })
  })

  test('where a field is wrong and not the whole body', () => {
    expect(() => nameTheirFields([of('whole', 'Unreadable.')], fields, profile)).toThrow(NotObservable)
  })

  test('unless a relay put it into words of its own', () => {
    const relayed = of('one', 'Bad request.', { attribution: attribution('one-api') })
    expect(() => nameTheirFields([relayed], fields, profile)).toThrow(NotObservable)
    expect(causes(nameTheirFields([relayed, of('one', 'Bad request.')], fields, profile))).toEqual(['wrong-refusal'])
  })

  test('and what is no refusal at all is not held against them', () => {
    expect(() => nameTheirFields([refused(500, says('prompt'), { case: 'one' })], fields, profile)).toThrow(NotObservable)
  })

  test('but for a body that is too large, which nobody reads', () => {
    expect(() => nameTheirFields([refused(413, '<html></html>', { case: 'one' })], fields, profile)).toThrow(NotObservable)
  })
})

describe('a prompt of the greatest length is taken', () => {
  const longest = (body: Json, change: Partial<AttributedExchange> = {}): AttributedExchange =>
    refused(400, body, {
      request: { method: 'POST', url: '', headers: {}, body: { prompt: 'a'.repeat(32_000), size: '1x1' }, parts: [] },
      ...change,
    })

  test('when what is refused is the size', () => {
    expect(takesThePrompt(longest(says("Invalid value: '1x1'.", 'size')), sizeRefused)).toEqual([])
  })

  test.each([
    ['beside the prompt', sizeRefused],
    ['and not all else that is wrong', { change: { size: '1x1', n: 99 }, statuses: [400], refusedBy: 'aoai', because: '' }],
  ] as const)('when the refusal names the size %s', (_what, refusal) => {
    expect(takesThePrompt(longest(says("Invalid size '1x1' for this prompt.")), refusal)).toEqual([])
  })

  test('and not when what is refused is the prompt, whoever says so', () => {
    for (const hop of ['aoai', 'one-api'] as const) {
      const problems = takesThePrompt(longest(says('prompt is too long'), { attribution: attribution(hop) }), sizeRefused)
      expect(problems).toMatchObject([
        { cause: 'request-rejected', expected: expect.stringContaining('a prompt of 32000 characters') },
      ])
    }
  })

  test('and not when a hop finds it too large', () => {
    const [problem] = takesThePrompt(exchange({ response: answer(413, '<html></html>') }), sizeRefused)
    expect(problem).toMatchObject({ cause: 'wrong-refusal', expected: 'status 400', actual: '413 <html></html>' })
  })

  test('which cannot be told when a relay says nothing of either', () => {
    const relayed = longest(says('Bad request.'), { attribution: attribution('one-api', { reached: ['one-api'] }) })
    expect(() => takesThePrompt(relayed, sizeRefused)).toThrow(NotObservable)
  })

  test('which cannot be told where the profile knows nothing that is refused for free', () => {
    expect(() => takesThePrompt(longest(says('Bad request.')), null)).toThrow(NotObservable)
  })
})

describe('text beyond ASCII is quoted as it was written', () => {
  const quoting = (text: string): AttributedExchange => refused(400, says(`Invalid value: '1x1 ${text}'.`, 'size'))

  test('as it is', () => {
    expect(carriesText(quoting(TEXT), TEXT, sizeRefused)).toEqual([])
  })

  test('in escapes, as some write it', () => {
    const escaped = [...Array(TEXT.length).keys()].map((at) => `\\u${TEXT.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')
    expect(escaped).toContain('\\u7ea2')
    expect(carriesText(quoting(escaped), TEXT, sizeRefused)).toEqual([])
  })

  test('taken apart into letter and accent, which looks the same', () => {
    expect(carriesText(quoting(TEXT.normalize('NFD')), TEXT, sizeRefused)).toEqual([])
  })

  test.each([
    ['Latin-1', 'çº¢ç\u0090\u0083 Ã©tÃ© ð\u009f\u0094´'],
    ['Windows-1252', 'çº¢ç\u0090ƒ Ã©tÃ© ðŸ”´'],
    ['low bytes', '¢\u0003 été =4'],
    ['replaced', '?? ?t? ?'],
    ['replaced', '\ufffd\ufffd \ufffdt\ufffd \ufffd'],
  ])('and not read as something else: %s', (how, damaged) => {
    const problems = carriesText(quoting(damaged), TEXT, sizeRefused)
    expect(problems).toMatchObject([{ cause: 'text-damaged', actual: expect.stringContaining(how) }])
  })

  test('which cannot be told of a refusal that quotes nothing', () => {
    expect(() => carriesText(refused(400, says('Invalid size.', 'size')), TEXT, sizeRefused)).toThrow(NotObservable)
  })

  test('and a request that is not refused at all is a problem of its own', () => {
    expect(carriesText(refused(404, says('Not found')), TEXT, sizeRefused)).toHaveLength(1)
  })
})

describe('a prompt that is too long is counted as it was written', () => {
  const prompt = `${TEXT} `.repeat(3612)
  const characters = [...prompt].length
  const counting = (length: number | string): AttributedExchange =>
    refused(400, says(`Expected a string with maximum length 32000, but got a string with length ${length} instead.`, 'prompt'), {
      request: { method: 'POST', url: '', headers: {}, body: { prompt }, parts: [] },
    })
  const quotes = refused(400, says(`Invalid value: '1x1 ${TEXT}'.`, 'size'))
  const silent = refused(400, says('Invalid size.', 'size'))

  test('in code points or in units of UTF-16', () => {
    expect(countsTheText(counting(characters), quotes, TEXT, profile)).toEqual([])
    expect(countsTheText(counting(prompt.length), quotes, TEXT, profile)).toEqual([])
  })

  test('and the limit beside it is not taken for the count, wherever it stands', () => {
    const words = `A prompt of length ${characters} is beyond the maximum length 32000.`
    const { request } = counting(characters)
    expect(countsTheText(refused(400, says(words), { request }), quotes, TEXT, profile)).toEqual([])
  })

  test('and not in another number', () => {
    const problems = countsTheText(counting(characters - 1), quotes, TEXT, profile)
    expect(problems).toMatchObject([
      {
        cause: 'text-damaged',
        expected: expect.stringContaining(`${characters} characters`),
        actual: expect.stringMatching(new RegExp(`^${characters - 1}: 400 `)),
      },
    ])
  })

  test('nor in bytes, unless the same text comes back whole: then the target counts bytes', () => {
    const bytes = counting(Buffer.byteLength(prompt))
    expect(countsTheText(bytes, silent, TEXT, profile)).toMatchObject([
      { cause: 'text-damaged', actual: expect.stringContaining('the number of its bytes in UTF-8') },
    ])
    expect(() => countsTheText(bytes, quotes, TEXT, profile)).toThrow(NotObservable)
  })

  test('which cannot be told of a refusal that quotes no length', () => {
    expect(() => countsTheText(refused(400, says('The prompt is too long.', 'prompt')), quotes, TEXT, profile)).toThrow(
      NotObservable,
    )
  })

  test('and one that is not refused is a problem of its own', () => {
    expect(causes(countsTheText(refused(500, says('no')), quotes, TEXT, profile))).toEqual(['wrong-refusal'])
  })
})
