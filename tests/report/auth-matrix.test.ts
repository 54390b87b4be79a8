import { expect, test } from 'vitest'
import { authMatrix, cellText } from '../../src/report/auth-matrix.ts'
import { answer, attribution, exchange, run } from './runs.ts'

const sent = (operation: 'generations' | 'edits', variant: string, status: number, hop: 'one-api' | 'apim' | 'aoai') =>
  exchange({
    id: `auth-${operation}-${variant}`,
    operation,
    credential: variant === 'none' ? 'none' : 'right-as',
    response: answer(status),
    attribution: attribution(hop, [hop]),
  })

const exchanges = [
  sent('generations', 'none', 401, 'one-api'),
  sent('edits', 'none', 401, 'one-api'),
  sent('generations', 'right-as-api-key', 400, 'aoai'),
  sent('edits', 'right-as-api-key', 401, 'apim'),
  exchange({ id: 'edit-one', operation: 'edits' }),
]

test('credential variants stand against operations, with the hop that refused', () => {
  const { operations, rows } = authMatrix(run({ exchanges }))
  expect(operations).toEqual(['generations', 'edits'])
  expect(rows.map(({ variant, agree, cells }) => [variant, agree, ...cells.map(cellText)])).toEqual([
    ['none', true, '401 refused by one-api', '401 refused by one-api'],
    ['right-as-api-key', false, '400 from aoai', '401 refused by apim'],
  ])
})

test('a variant that only one operation was asked about agrees with nothing', () => {
  expect(authMatrix({ exchanges: exchanges.slice(0, 1) }).rows[0]?.agree).toBeNull()
})

test.each([429, 502, 504])(
  'an answer of %i says nothing of the credential, so that the row neither agrees nor differs',
  (status) => {
    const row = [sent('generations', 'none', 401, 'one-api'), sent('edits', 'none', status, 'one-api')]
    expect(authMatrix({ exchanges: row }).rows[0]).toMatchObject({ agree: null, cells: [{ status: 401 }, { status }] })
  },
)

test('a call without an answer is no refusal', () => {
  const failure = { kind: 'timeout', phase: 'headers', message: 'no answer within 300 s' } as const
  const silent = exchange({ id: 'auth-edits-none', operation: 'edits', credential: 'none', response: null, failure })
  const cell = authMatrix({ exchanges: [silent] }).rows[0]?.cells[0]
  expect(cell).toMatchObject({ status: null, refusedBy: null })
  expect(cell && cellText(cell)).toBe('no answer')
})

test('calls to inner hops are not part of it', () => {
  expect(authMatrix({ exchanges: exchanges.map((one) => ({ ...one, sentTo: 'apim' as const })) }).rows).toEqual([])
})
