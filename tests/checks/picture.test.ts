import { describe, expect, test } from 'vitest'
import { NotObservable } from '../../src/checks/check.ts'
import {
  decodes,
  drawsOnInputs,
  givesPicturesThemselves,
  hasSize,
  holdsPictures,
  isNotBlank,
  isNotTheInput,
} from '../../src/checks/picture.ts'
import type { AttributedExchange, Json, Picture } from '../../src/model.ts'
import { loadProfile } from '../../src/target/profile.ts'
import { drawn, exchange, link, noAnswer, picture, sending, undecodable } from '../exchanges.ts'

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

  test('that never came has no format: that it is missing is told elsewhere', () => {
    expect(decodes(exchange(noAnswer()), png)).toEqual([])
  })
})

describe('what was asked for as b64_json', () => {
  const asking = (body: Json, ...pictures: readonly Picture[]): AttributedExchange =>
    exchange({ ...answering(...pictures), request: { ...exchange().request, body } })
  const b64 = { prompt: 'a pear', response_format: 'b64_json' }

  test.each([
    ['the picture itself', asking(b64, picture())],
    ['bytes that are none, which is told elsewhere', asking(b64, undecodable('it is empty'))],
    ['no picture, which is told elsewhere', asking(b64)],
    ['no answer, which is told elsewhere', { ...asking(b64), ...noAnswer() }],
  ])('is no link: %s', (_what, answered) => {
    expect(givesPicturesThemselves(answered)).toEqual([])
  })

  test('comes as a link, and each is told', () => {
    const links = [link('https://pictures.test/1.png'), picture(), link('https://pictures.test/2.png')]
    expect(givesPicturesThemselves(asking(b64, ...links))).toEqual(
      ['https://pictures.test/1.png', 'https://pictures.test/2.png'].map((url) => ({
        exchange: 'call',
        cause: 'response-schema',
        expected: 'the picture itself, for response_format b64_json',
        actual: `a link to ${url}`,
      })),
    )
  })

  test.each([
    ['nothing of the kind was asked for', { prompt: 'a pear' }],
    ['a link was asked for', { prompt: 'a pear', response_format: 'url' }],
    ['a form was sent', null],
  ])('cannot be looked at where %s, whatever came', (_why, body) => {
    expect(() => givesPicturesThemselves(asking(body, picture()))).toThrow(NotObservable)
    expect(() => givesPicturesThemselves(asking(body, link()))).toThrow(NotObservable)
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
