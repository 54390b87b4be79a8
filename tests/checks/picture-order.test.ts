import { describe, expect, test } from 'vitest'
import { NotObservable } from '../../src/checks/check.ts'
import { keepsTheOrder } from '../../src/checks/picture.ts'
import { type Decoded, drawn, exchange, hues, noAnswer, picture, sending } from '../exchanges.ts'

const RED = 0
const BLUE = 8
const red = picture({ hues: hues({ [RED]: 0.3 }) })
const blue = picture({ hues: hues({ [BLUE]: 0.4 }) })

/** A picture in which each colour lies so far from the left edge. */
const showing = (places: Readonly<Record<number, number>>): Decoded =>
  picture({
    hues: hues(Object.fromEntries(Object.keys(places).map((sector) => [sector, 0.1]))),
    centres: Array.from({ length: 12 }, (_, sector) => places[sector] ?? null),
  })
const edit = (inputs: readonly Decoded[], output: Decoded) => exchange({ id: 'edit', ...sending(...inputs), ...drawn([output]) })

describe('the order of several pictures', () => {
  test('is kept when the first lies left of the second', () => {
    expect(keepsTheOrder(edit([red, blue], showing({ [RED]: 0.2, [BLUE]: 0.8 })))).toEqual([])
  })

  test('is lost when the first lies right of the second, or in its place', () => {
    const reversed = edit([red, blue], showing({ [RED]: 0.8, [BLUE]: 0.2 }))
    expect(keepsTheOrder(reversed)).toEqual([
      {
        exchange: 'edit',
        cause: 'multipart-damaged',
        expected: 'the pictures from left to right in the order in which they were sent',
        actual: 'picture 1 at 80 %, picture 2 at 20 %',
      },
    ])
    expect(keepsTheOrder(edit([red, blue], showing({ [RED]: 0.5, [BLUE]: 0.5 })))).toHaveLength(1)
  })

  test('is the order of all of them', () => {
    const green = picture({ hues: hues({ 4: 0.3 }) })
    const places = { [RED]: 0, 4: 0.5, [BLUE]: 1 }
    expect(keepsTheOrder(edit([red, green, blue], showing(places)))).toEqual([])
    expect(keepsTheOrder(edit([red, blue, green], showing(places)))).toMatchObject([
      { actual: 'picture 1 at 0 %, picture 2 at 100 %, picture 3 at 50 %' },
    ])
  })

  test('goes by the sector in which most of a colour lies', () => {
    const output = {
      ...showing({ [RED]: 0.2, [RED + 1]: 0.9, [BLUE]: 0.5 }),
      hues: hues({ [RED]: 0.01, [RED + 1]: 0.3, [BLUE]: 0.1 }),
    }
    expect(keepsTheOrder(edit([red, blue], output))).toMatchObject([{ actual: 'picture 1 at 90 %, picture 2 at 50 %' }])
    const mostlyItsOwn = { ...output, hues: hues({ [RED]: 0.3, [RED + 1]: 0.01, [BLUE]: 0.1 }) }
    expect(keepsTheOrder(edit([red, blue], mostlyItsOwn))).toEqual([])
  })

  test('finds a colour in the sector beside its own', () => {
    expect(keepsTheOrder(edit([red, blue], showing({ [RED + 1]: 0.9, [BLUE + 1]: 0.1 })))).toHaveLength(1)
  })

  test.each([
    ['one of them does not show', [red, blue], { [RED]: 0.2 }],
    ['neither of them shows', [red, blue], {}],
    ['the third of them does not show', [red, blue, picture({ hues: hues({ 4: 0.3 }) })], { [RED]: 0.2, [BLUE]: 0.8 }],
    ['only one was sent', [red], { [RED]: 0.2 }],
  ])('cannot be told when %s', (_why, inputs, places) => {
    expect(() => keepsTheOrder(edit(inputs, showing(places)))).toThrow(
      new NotObservable('not every picture that was sent can be seen in the answer'),
    )
  })

  test('cannot be told by a speck', () => {
    const speck = { ...showing({ [RED]: 0.2, [BLUE]: 0.1 }), hues: hues({ [RED]: 0.1, [BLUE]: 0.004 }) }
    expect(() => keepsTheOrder(edit([red, blue], speck))).toThrow(NotObservable)
  })

  test('cannot be told where no picture came, or where nobody measured it', () => {
    expect(() => keepsTheOrder(exchange({ ...sending(red, blue), ...noAnswer() }))).toThrow(NotObservable)
    expect(() => keepsTheOrder(edit([red, blue], { ...showing({ [RED]: 0.2, [BLUE]: 0.8 }), centres: [] }))).toThrow(
      NotObservable,
    )
  })
})
