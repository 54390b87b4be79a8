import { describe, expect, it, vi } from 'vitest'
import type { Fingerprint } from '../../src/diagnosis/fingerprint.ts'
import { type Capture, captures, tell } from './captures.ts'
import { isJudged, type Score, scoreAuthor } from './scoring.ts'

/** The table that the rules read here, so that rows can be left out of it. */
const table = vi.hoisted(() => ({ all: [] as Fingerprint[], used: [] as Fingerprint[] }))

vi.mock('../../src/diagnosis/fingerprints.ts', async (original) => {
  const { FINGERPRINTS } = await original<typeof import('../../src/diagnosis/fingerprints.ts')>()
  table.all.push(...FINGERPRINTS)
  return { FINGERPRINTS: table.used }
})

interface Result {
  readonly id: string
  readonly score: Score
  readonly sure: boolean
}

function without(leftOut: (print: Fingerprint, capture: Capture) => boolean): readonly Result[] {
  return captures.filter(isJudged).map((capture) => {
    table.used.splice(0, table.used.length, ...table.all.filter((print) => !leftOut(print, capture)))
    const [told] = tell([capture])
    if (told === undefined) throw new Error(`${capture.id} was not read`)
    return { id: capture.id, score: scoreAuthor(capture, told), sure: told.attribution.confidence === 'certain' }
  })
}

/** `owner/repository#number` of the thread that a capture was taken from. */
const threadOf = ({ source }: Capture): string | null => {
  const [, repository, number] = /github\.com\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)/.exec(source) ?? []
  return repository === undefined ? null : `${repository}#${number}`
}

const sureAndWrong = (results: readonly Result[]): readonly string[] =>
  results.filter(({ score, sure }) => sure && score !== 'right').map(({ id }) => id)

describe('the rules do not remember captures', () => {
  it('without the rows that cite a capture’s own thread, nine in ten are still right or rightly a pair, and none is wrong', () => {
    const results = without((print, capture) => {
      const thread = threadOf(capture)
      return thread !== null && print.source.includes(thread)
    })
    const good = results.filter(({ score }) => score === 'right' || score === 'pair')
    expect(good.length / results.length).toBeGreaterThanOrEqual(0.9)
    expect(results.filter(({ score }) => score === 'wrong')).toEqual([])
    expect(sureAndWrong(results)).toEqual([])
  })

  it.each(['header', 'envelope', 'wording', 'address', 'length'])('without any %s, none is certain and wrong', (worth) => {
    expect(sureAndWrong(without((print) => print.worth === worth))).toEqual([])
  })

  it('leaves rows out for real: without any sign, hardly any author is told', () => {
    const results = without(() => true)
    expect(results.filter(({ score }) => score === 'right').length / results.length).toBeLessThan(0.25)
  })
})
