import { describe, expect, test } from 'vitest'
import { UNKNOWN_CHAIN } from '../../src/diagnosis/context.ts'
import { type Explanation, explain } from '../../src/diagnosis/explain.ts'
import type { Json } from '../../src/model.ts'
import { answer, attribution, exchange, failure } from '../exchanges.ts'

/** What is said of an answer of edits, its author not being known. */
const explained = (status: number | null, body: Json): Explanation | null =>
  explain(exchange({ operation: 'edits', response: answer(status, body) }), attribution('unknown'), UNKNOWN_CHAIN)

const quoted = (status: number | null, body: Json): readonly string[] | undefined => explained(status, body)?.because.slice(1)
const saying = (message: string): Json => ({ error: { message, type: 'server_error', param: null, code: null } })

describe('an explanation quotes', () => {
  test('the status and the words', () => {
    expect(quoted(500, saying('Boom'))).toEqual(['status 500 says: "Boom"'])
    expect(quoted(null, saying('Boom'))).toEqual(['the answer says: "Boom"'])
  })

  test('the status alone where there are no words', () => {
    expect(quoted(500, null)).toEqual(['status 500'])
    expect(quoted(502, '<html><h1>Bad Gateway</h1></html>')).toEqual(['status 502 with a web page'])
    expect(quoted(null, { error: { type: 'server_error', code: 'server_error' } })).toEqual([])
  })

  test('the words of the innermost voice that says something', () => {
    expect(quoted(500, saying('litellm.APIError: {"error": {"message": "Boom"}}'))).toEqual(['status 500 says: "Boom"'])
    expect(quoted(500, { detail: saying('It went {"error": {"message": "Boom"}}') })).toEqual(['status 500 says: "Boom"'])
    expect(quoted(500, saying('It said {"error": {"code": "x"}}'))).toEqual([
      'status 500 says: "It said {"error": {"code": "x"}}"',
    ])
  })

  test('the words on one line', () => {
    expect(quoted(500, saying('  It\n\n  went\tboom '))).toEqual(['status 500 says: "It went boom"'])
  })

  test('no more than 200 characters', () => {
    expect(quoted(500, saying('x'.repeat(200)))).toEqual([`status 500 says: "${'x'.repeat(200)}"`])
    expect(quoted(500, saying('x'.repeat(201)))).toEqual([`status 500 says: "${'x'.repeat(200)}…"`])
  })
})

describe('an answer is looked up among', () => {
  test('the successes below 300, the refusals from there on', () => {
    expect(explained(299, { ok: true })?.cause).toBe('response-schema')
    expect(explained(300, { ok: true })?.cause).toBe('redirected')
  })

  test('the successes without a status, unless it is a page or says something', () => {
    expect(explained(null, { created: 1, data: [] })?.cause).toBe('response-schema')
    expect(explained(null, '<html><h1>404 Not Found</h1><hr>nginx</html>')).toBeNull()
    expect(explained(null, saying('Boom'))?.cause).toBe('upstream-error')
  })

  test('none when the call was interrupted before it came', () => {
    const interrupted = exchange({ response: null, failure: failure('interrupted') })
    expect(explain(interrupted, attribution('unknown'), UNKNOWN_CHAIN)).toBeNull()
  })

  test('the refusals when it was interrupted behind the status of one', () => {
    const interrupted = exchange({ response: answer(404), failure: failure('interrupted') })
    expect(explain(interrupted, attribution('apim'), UNKNOWN_CHAIN)?.cause).toBe('operation-missing')
  })
})
