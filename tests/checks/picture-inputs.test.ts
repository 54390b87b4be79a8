import { describe, expect, test } from 'vitest'
import { drawsOnInputs, isNotTheInput } from '../../src/checks/picture.ts'
import type { AttributedExchange, Json, Picture } from '../../src/model.ts'
import { drawn, exchange, grid, hues, link, noAnswer, picture, sending, undecodable } from '../exchanges.ts'

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

  test('did not come back as a black picture when the answer was not measured', () => {
    const black = exchange({
      ...sending(picture({ sha256: '1', grid: grid(0) })),
      ...drawn([picture({ sha256: '2', grid: [] })]),
    })
    expect(isNotTheInput(black)).toEqual([])
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

  test('is no mask: a picture that looks like the mask is a new one', () => {
    const { request } = sending(input)
    const mask = { ...request, parts: request.parts.map((part) => ({ ...part, name: 'mask' })) }
    expect(isNotTheInput(exchange({ request: mask, ...drawn([input]) }))).toEqual([])
  })

  test('cannot come back where none was sent', () => {
    expect(isNotTheInput(exchange(drawn([input])))).toEqual([])
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

  test('whatever else was sent with it', () => {
    const { request } = sending(undecodable('it is a mask'), red, link())
    const prompt = { name: 'prompt', filename: null, contentType: null, bytes: 4, value: 'pear', picture: null }
    const sent = { request: { ...request, parts: [prompt, ...request.parts] } }
    expect(drawsOnInputs(exchange({ ...sent, ...drawn([showing({ 0: 0.1 })]) }))).toEqual([])
    expect(drawsOnInputs(exchange({ id: 'edit', ...sent, ...drawn([showing({})]) }))).toEqual([ignored('picture 1')])
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
    const alone = picture({ sha256: 'alone', grid: grid(9), hues: hues({ 0: 0.1 }) })
    const single = (image: number): AttributedExchange => edit([red], alone, usage(image))
    const singleWithoutUsage = edit([red], alone)

    test('not when it is the picture of one of them, whatever the usage counts', () => {
      expect(drawsOnInputs(edit([red, blue], alone, usage(41)), single(40))).toMatchObject([
        { cause: 'edit-ignored-input', actual: expect.stringContaining('byte for byte the picture of edit') },
      ])
    })

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
      const one = edit([red], alone, body)
      expect(drawsOnInputs(edit([red, blue], showing({ 0: 0.1 }), usage(1_000)), one)).toEqual([ignored('picture 2')])
    })
  })
})
