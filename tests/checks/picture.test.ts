import { describe, expect, test } from 'vitest'
import { decodes, drawsOnInputs, hasSize, holdsPictures, isNotBlank, isNotTheInput } from '../../src/checks/picture.ts'
import type { AttributedExchange, Json, Picture } from '../../src/model.ts'
import { loadProfile } from '../../src/target/profile.ts'
import { drawn, exchange, grid, hues, link, noAnswer, picture, sending, undecodable } from '../exchanges.ts'

const png = loadProfile('oneapi-apim-aoai')
const linking = loadProfile('generic')
const answering = (...pictures: readonly Picture[]): AttributedExchange => exchange({ id: 'call', ...drawn(pictures) })

describe('the number of pictures', () => {
  test.each([
    [1, [picture()]],
    [1, [link()]],
    [2, [picture(), undecodable('it is empty')]],
    [0, []],
  ])('is %i', (count, pictures) => {
    expect(holdsPictures(answering(...pictures), count)).toEqual([])
  })

  test.each([
    [1, [], '1 picture', '0'],
    [1, [picture(), picture()], '1 picture', '2'],
    [2, [picture()], '2 pictures', '1'],
  ])('is not %i', (count, pictures, expected, actual) => {
    expect(holdsPictures(answering(...pictures), count)).toEqual([
      { exchange: 'call', cause: 'image-count-mismatch', expected, actual },
    ])
  })

  test('is none where no answer came', () => {
    expect(holdsPictures(exchange(noAnswer()), 1)).toMatchObject([{ cause: 'image-count-mismatch', actual: '0' }])
  })
})

describe('a picture', () => {
  test('decodes in the format that was asked for', () => {
    expect(decodes(answering(picture({ format: 'png' })), png)).toEqual([])
  })

  test('decodes in any format where none was asked for', () => {
    expect(decodes(answering(picture({ format: 'webp' })), linking)).toEqual([])
  })

  test('is of another format', () => {
    expect(decodes(answering(picture({ format: 'jpeg' })), png)).toEqual([
      { exchange: 'call', cause: 'image-format-mismatch', expected: 'png', actual: 'jpeg' },
    ])
  })

  test.each([png, linking])('does not decode, whatever $name allows', (profile) => {
    expect(decodes(answering(undecodable('premature end of file')), profile)).toEqual([
      {
        exchange: 'call',
        cause: 'image-undecodable',
        expected: 'a picture',
        actual: '12 bytes that are none: premature end of file',
      },
    ])
  })

  test('is behind a link where the picture itself is due', () => {
    expect(decodes(answering(link('https://pictures.test/1.png')), png)).toEqual([
      {
        exchange: 'call',
        cause: 'response-schema',
        expected: 'the picture itself, as b64_json',
        actual: 'a link to https://pictures.test/1.png',
      },
    ])
  })

  test('is judged beside the others: each has its own problem', () => {
    const pictures = [picture(), picture({ format: 'jpeg' }), undecodable('it is empty')]
    expect(decodes(answering(...pictures), png).map(({ cause }) => cause)).toEqual(['image-format-mismatch', 'image-undecodable'])
  })
})

describe('a picture behind a link is not looked at:', () => {
  const edit = exchange({ ...sending(picture()), ...drawn([link()]) })
  test.each<[string, () => unknown]>([
    ['its format', () => decodes(edit, linking)],
    ['its size', () => hasSize(edit, '1024x1024')],
    ['what is on it', () => isNotBlank(edit)],
    ['whether it is the one that was sent', () => isNotTheInput(edit)],
    ['whether it shows what was sent', () => drawsOnInputs(edit)],
  ])('%s', (_what, check) => {
    expect(check).toThrow(
      expect.objectContaining({ name: 'NotObservable', message: 'the picture is behind a link, which is not followed' }),
    )
  })
})

describe('the size', () => {
  test('is the one that was asked for', () => {
    expect(hasSize(answering(picture({ width: 1536, height: 1024 })), '1536x1024')).toEqual([])
  })

  test.each([
    [1024, 1536],
    [1023, 1024],
    [1024, 1025],
    [512, 512],
  ])('is %ix%i', (width, height) => {
    expect(hasSize(answering(picture(), picture({ width, height })), '1024x1024')).toEqual([
      { exchange: 'call', cause: 'image-size-mismatch', expected: '1024x1024', actual: `${width}x${height}` },
    ])
  })
})

describe('a flat colour', () => {
  test.each([2, 2.1, 127])('is not what a contrast of %d shows', (contrast) => {
    expect(isNotBlank(answering(picture({ contrast })))).toEqual([])
  })

  test.each([
    [0, '0.0'],
    [1.9, '1.9'],
  ])('is what a contrast of %d shows', (contrast, words) => {
    expect(isNotBlank(answering(picture(), picture({ contrast })))).toEqual([
      {
        exchange: 'call',
        cause: 'image-undecodable',
        expected: 'a picture of something',
        actual: `one flat colour (contrast ${words})`,
      },
    ])
  })
})

describe('the picture that was sent', () => {
  const input = picture({ sha256: '1', grid: grid(100) })
  const edit = (...pictures: readonly Picture[]): AttributedExchange =>
    exchange({ id: 'edit', ...sending(input), ...drawn(pictures) })
  const cameBack = {
    exchange: 'edit',
    cause: 'edit-ignored-input',
    expected: 'a new picture',
    actual: 'the picture that was sent came back',
  }

  test.each([
    ['byte for byte', picture({ sha256: '1', grid: grid(200) })],
    ['encoded anew', picture({ sha256: '2', grid: grid(100) })],
    ['with a little noise', picture({ sha256: '2', grid: grid(102.9) })],
    ['with a little noise the other way', picture({ sha256: '2', grid: grid(97.1) })],
    ['with one corner repainted a little', picture({ sha256: '2', grid: [255, ...grid(100).slice(1)] })],
  ])('came back %s', (_how, output) => {
    expect(isNotTheInput(edit(output))).toEqual([cameBack])
  })

  test.each([
    ['just light enough', picture({ sha256: '2', grid: grid(103) })],
    ['just dark enough', picture({ sha256: '2', grid: grid(97) })],
    ['lighter above and darker below', picture({ sha256: '2', grid: grid(100).map((_, cell) => (cell < 32 ? 90 : 110)) })],
    ['measured on another grid', picture({ sha256: '2', grid: [100] })],
    ['not measured', picture({ sha256: '2', grid: [] })],
  ])('did not come back: the answer is %s', (_how, output) => {
    expect(isNotTheInput(edit(output))).toEqual([])
  })

  test('did not come back when neither was measured', () => {
    const unmeasured = exchange({
      ...sending(picture({ sha256: '1', grid: [] })),
      ...drawn([picture({ sha256: '2', grid: [] })]),
    })
    expect(isNotTheInput(unmeasured)).toEqual([])
  })

  test('came back as one of several, and is told once', () => {
    const twice = exchange({ id: 'edit', ...sending(picture({ grid: grid(9) }), input, input), ...drawn([input]) })
    expect(isNotTheInput(twice)).toEqual([cameBack])
  })

  test('came back beside a new one', () => {
    expect(isNotTheInput(edit(picture({ sha256: '2', grid: grid(0) }), input))).toEqual([cameBack])
  })

  test('cannot come back where none was sent', () => {
    expect(isNotTheInput(answering(input))).toEqual([])
  })
})

describe('an edit draws on what was sent', () => {
  const red = picture({ hues: hues({ 0: 0.3, 1: 0.02 }) })
  const blue = picture({ hues: hues({ 8: 0.4 }) })
  const usage = (image_tokens: number): Json => ({
    usage: {
      total_tokens: 100,
      input_tokens: 50,
      output_tokens: 50,
      input_tokens_details: { text_tokens: 10, image_tokens },
    },
  })
  const edit = (inputs: readonly Picture[], output: Picture, body: Json = {}): AttributedExchange =>
    exchange({ id: 'edit', ...sending(...inputs), ...drawn([output], body) })
  const showing = (shares: Readonly<Record<number, number>>): Picture => picture({ hues: hues(shares) })
  const ignored = (which: string) => ({
    exchange: 'edit',
    cause: 'edit-ignored-input',
    expected: 'a picture that shows what was sent',
    actual: `nothing of ${which}: neither its colour nor image tokens in the usage`,
  })

  test.each([
    ['its colour in a corner', { 0: 0.005 }],
    ['its colour, a shade warmer', { 1: 0.005 }],
    ['its colour, a shade colder, round the circle', { 11: 0.005 }],
    ['its colour in three shades that are enough together', { 11: 0.002, 0: 0.002, 1: 0.001 }],
  ])('when it shows %s', (_what, shares) => {
    expect(drawsOnInputs(edit([red], showing(shares)))).toEqual([])
  })

  test.each([
    ['too little of its colour', { 0: 0.004 }],
    ['too little of it in three shades', { 11: 0.001, 0: 0.001, 1: 0.002 }],
    ['a colour two shades warmer', { 2: 1 }],
    ['a colour two shades colder', { 10: 1 }],
    ['no colour', {}],
  ])('not when it shows %s', (_what, shares) => {
    expect(drawsOnInputs(edit([red], showing(shares)))).toEqual([ignored('picture 1')])
  })

  test('round the circle from the other side too', () => {
    const violet = picture({ hues: hues({ 11: 0.3 }) })
    expect(drawsOnInputs(edit([violet], showing({ 0: 0.1 })))).toEqual([])
    expect(drawsOnInputs(edit([violet], showing({ 1: 0.1 })))).toHaveLength(1)
  })

  test('not when its colours were not measured', () => {
    expect(drawsOnInputs(edit([red], picture({ hues: [] })))).toEqual([ignored('picture 1')])
  })

  test('not when nothing came', () => {
    expect(drawsOnInputs(exchange({ id: 'edit', ...sending(red), ...noAnswer() }))).toEqual([ignored('picture 1')])
    expect(drawsOnInputs(edit([red], undecodable('it is empty')))).toEqual([ignored('picture 1')])
  })

  test('when the usage counts the tokens of a picture, whatever it shows', () => {
    expect(drawsOnInputs(edit([red], showing({}), usage(1)))).toEqual([])
    expect(drawsOnInputs(edit([red], showing({}), usage(0)))).toEqual([ignored('picture 1')])
  })

  test('when the usage counts the tokens of a picture that nobody can look at', () => {
    expect(drawsOnInputs(edit([red], link(), usage(1)))).toEqual([])
  })

  describe('of several', () => {
    const single = (image: number): AttributedExchange => edit([red], showing({ 0: 0.1 }), usage(image))
    const singleWithoutUsage = edit([red], showing({ 0: 0.1 }))

    test('when it shows the colour of each', () => {
      expect(drawsOnInputs(edit([red, blue], showing({ 0: 0.1, 8: 0.1 })), singleWithoutUsage)).toEqual([])
    })

    test('when each shows in another of its pictures', () => {
      const two = exchange({ ...sending(red, blue), ...drawn([showing({ 0: 0.1 }), showing({ 8: 0.1 })]) })
      expect(drawsOnInputs(two, singleWithoutUsage)).toEqual([])
    })

    test.each([
      ['picture 2', { 0: 0.1 }],
      ['picture 1', { 8: 0.1 }],
      ['picture 1 and picture 2', { 4: 0.1 }],
    ])('not when it shows nothing of %s', (which, shares) => {
      expect(drawsOnInputs(edit([red, blue], showing(shares)), singleWithoutUsage)).toEqual([ignored(which)])
    })

    test('when the usage counts more tokens than for one', () => {
      expect(drawsOnInputs(edit([red, blue], showing({}), usage(41)), single(40))).toEqual([])
    })

    test.each([40, 39])('not when the usage counts %i tokens, and 40 for one', (tokens) => {
      expect(drawsOnInputs(edit([red, blue], showing({ 0: 0.1 }), usage(tokens)), single(40))).toEqual([ignored('picture 2')])
    })

    test.each([
      ['without usage', {}],
      ['with usage that does not tell', { usage: { total_tokens: 2, input_tokens: 1, output_tokens: 1 } }],
    ])('not by tokens alone when the edit of one came %s', (_how, body) => {
      const one = edit([red], showing({ 0: 0.1 }), body)
      expect(drawsOnInputs(edit([red, blue], showing({ 0: 0.1 }), usage(1_000)), one)).toEqual([ignored('picture 2')])
    })
  })
})
