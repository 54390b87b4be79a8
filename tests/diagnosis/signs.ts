import { expect, test } from 'vitest'
import { marksOf } from '../../src/diagnosis/marks.ts'
import { read } from '../../src/diagnosis/reading.ts'
import type { Headers, Json } from '../../src/model.ts'
import { answer, exchange } from '../exchanges.ts'

export interface Seen {
  readonly status?: number
  readonly body?: Json
  readonly headers?: Headers
  readonly url?: string
}

/** The signs that an answer shows, each as `<program> <kind of evidence> <what it shows>`, the worthiest first. */
export function signsOf({
  status = 400,
  body = null,
  headers = {},
  url = 'https://gateway.test/v1/images/edits',
}: Seen): readonly string[] {
  const { request } = exchange()
  const seen = exchange({ request: { ...request, url }, response: answer(status, body, { headers }) })
  return marksOf(read(seen)).map(({ print }) => `${print.product ?? print.hop} ${print.worth} ${print.shows}`)
}

/** An error object as a hop writes it. */
export const error = (members: Readonly<Record<string, Json>>, around: Readonly<Record<string, Json>> = {}): Json => ({
  error: members,
  ...around,
})

export const page = (words: string): string => `<html>${words}</html>`

/** A test for each answer: what is seen in it, and nothing else. */
export function itShows(rows: readonly (readonly [what: string, seen: Seen, signs: readonly string[]])[]): void {
  test.each(rows)('%s', (_what, seen, signs) => {
    expect(signsOf(seen)).toEqual(signs)
  })
}
