import { describe, expect, test } from 'vitest'
import { casesOf } from '../../src/cases.ts'
import { refined } from '../../src/diagnosis/refinements.ts'
import type { AttributedExchange, CauseName, ConfigurationFinding, SentPart } from '../../src/model.ts'
import { answer, attribution, picture, sending } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'
import { drawing, evidence, finding, probe, refusal } from './runs.ts'

const aoai = targetWith('aoai', { TARGET_API_VERSION: '2025-04-01-preview' })
const none = evidence()

describe('an export that shows the very fault', () => {
  const inExport = (cause: CauseName, level: ConfigurationFinding['level'] = 'broken'): ConfigurationFinding => ({
    item: 2,
    cause,
    level,
    sentence: 'The rewrite names another deployment.',
    file: 'edits/policy.xml',
    line: 12,
    remedy: 'Name the deployment.',
  })
  const open = finding({
    cause: 'deployment-not-found',
    alternatives: [{ cause: 'backend-permission-denied', because: 'the identity may lack the role' }],
  })

  test.each(['deployment-not-found', 'backend-permission-denied'] as const)(
    'settles it, whether it is the first cause or an alternative: %s',
    (cause) => {
      expect(refined(open, evidence({ configuration: [inExport('api-version-missing'), inExport(cause)] }))).toEqual({
        ...open,
        cause,
        confidence: 'certain',
        evidence: ['configuration: edits/policy.xml:12: The rewrite names another deployment.', ...open.evidence],
        alternatives: [],
      })
    },
  )

  test('makes it likely where it is only a warning', () => {
    const configuration = [inExport('deployment-not-found', 'warning')]
    expect(refined({ ...open, confidence: 'possible' }, evidence({ configuration }))).toMatchObject({
      confidence: 'likely',
      alternatives: [],
    })
  })

  test('says nothing of causes that the answer does not allow', () => {
    expect(refined(open, evidence({ configuration: [inExport('rewrite-copied')] }))).toEqual(open)
  })

  test.each([
    ['one-api', 'broken', 'certain', 'apim'],
    ['one-api', 'warning', 'likely', 'apim'],
    ['one-api', 'warning', 'certain', 'one-api'],
    ['edge', 'broken', 'certain', 'edge'],
  ] as const)('names for what %s answers, shown as %s, of which it is %s: %s', (hop, level, confidence, where) => {
    const configuration = [inExport('deployment-not-found', level)]
    expect(refined({ ...open, hop, confidence }, evidence({ configuration })).hop).toBe(where)
  })

  test('names API Management where nobody could be named, and nobody else where somebody is', () => {
    const configuration = [inExport('deployment-not-found')]
    expect(refined({ ...open, hop: 'unknown' }, evidence({ configuration })).hop).toBe('apim')
    expect(refined({ ...open, hop: 'aoai' }, evidence({ configuration })).hop).toBe('aoai')
  })
})

describe('a follow-up that differs in one thing', () => {
  const refused = finding({ cause: 'request-rejected', hop: 'aoai' })
  const about = (words: string): AttributedExchange => probe('edits', refusal(400, 'aoai', words))
  const cured = probe('edits', { id: 'follow-up-other-field-name-edits' })

  test('and reaches the model proves that thing to be the fault', () => {
    expect(refined(refused, evidence({ exchanges: [about('no such field'), cured] }))).toMatchObject({
      cause: 'image-field-rejected',
      confidence: 'certain',
      evidence: [
        'follow-up-other-field-name-edits: with the other field name for images the model answers, so only the name is refused',
        ...refused.evidence,
      ],
    })
  })

  test.each([
    ['https://apim.test/v1/images/edits', 'api-version-missing', 'certain', []],
    ['https://aoai.test/images/edits?api-version=2024-10-21', 'api-version-unsupported', 'certain', []],
  ] as const)('of the api-version, where %s is what was asked, proves %s (%s)', (url, cause, confidence, others) => {
    const lost = { ...about('Resource not found'), request: { ...about('').request, url } }
    const versioned = probe('edits', { id: 'follow-up-explicit-api-version-edits' })
    const made = refined(finding({ cause: 'rewrite-wrong' }), evidence({ exchanges: [lost, versioned] }))
    expect(made).toMatchObject({ cause, confidence })
    expect(made.alternatives.map((one) => one.cause)).toEqual(others)
  })

  test.each<[string, readonly AttributedExchange[]]>([
    ['and fails as well', [about('no such field'), { ...about('no such field'), case: cured.case, id: cured.id }]],
    ['of the other operation', [about('no such field'), probe('generations', { id: 'follow-up-other-field-name-generations' })]],
    ['about something else', [about('no such field'), { ...cured, case: 'follow-up-without-prefix-edits' }]],
    ['where the probe itself reached the model', [probe('edits'), drawing('edits', refusal(400)), cured]],
    ['where the operation works', [about('no such field'), drawing('edits'), cured]],
  ])('proves nothing %s', (_how, exchanges) => {
    expect(refined(refused, evidence({ exchanges })).confidence).toBe('likely')
  })
})

describe('what the model says of the form', () => {
  const told = (words: string, change: Partial<AttributedExchange> = {}): AttributedExchange =>
    drawing('edits', { ...sending(picture()), response: answer(400, { error: { message: words } }), ...change })
  const refused = finding({
    cause: 'request-rejected',
    hop: 'client',
    exchange: 'edit-one',
    alternatives: [{ cause: 'image-field-rejected', because: 'the name may be refused' }],
  })

  test.each([
    ['misses what was sent', "Missing required parameter: 'image'.", "Missing required parameter: 'image'", 'had that part'],
    [
      'misses what was sent, as a list',
      "missing required parameter: 'image[]'.",
      "missing required parameter: 'image[]'",
      'had that part',
    ],
    ['does not know what was not sent', "Unknown parameter: 'img'.", "Unknown parameter: 'img'", 'had no such part'],
  ])('shows that the form changed on the way when it %s', (_what, words, quoted, had) => {
    expect(refined(refused, evidence({ exchanges: [told(words)] }))).toEqual({
      ...refused,
      cause: 'multipart-damaged',
      hop: 'one-api',
      evidence: [`edit-one: the model says "${quoted}", and the form ${had} when it was sent`, ...refused.evidence],
      alternatives: [],
    })
  })

  test('finds a part by its name among others, also when it was sent as a list', () => {
    const { request } = sending(picture())
    const [image] = request.parts
    if (image === undefined) throw new Error('the form has a part')
    const prompt: SentPart = { ...image, name: 'prompt', filename: null, contentType: null, value: 'a cat', picture: null }
    const asList = { ...request, parts: [prompt, { ...image, name: 'image[]' }] }
    const run = evidence({ exchanges: [told("Missing required parameter: 'image'.", { request: asList })] })
    expect(refined(refused, run).cause).toBe('multipart-damaged')
  })

  test.each<[string, AttributedExchange]>([
    ['misses what was not sent', told("Missing required parameter: 'mask'.")],
    ['does not know what was sent', told("Unknown parameter: 'image'.")],
    ['names no parameter', told('Invalid image.')],
    ['does not know a parameter of a request without a form', told("Unknown parameter: 'img'.", sending())],
    ['was not recorded as text', told("Missing required parameter: 'image'.", { response: answer(400, null, { text: null }) })],
  ])('shows no damage when it %s', (_what, exchange) => {
    expect(refined(refused, evidence({ exchanges: [exchange] }))).toEqual(refused)
  })

  test('counts only where the form is in question', () => {
    const other = { ...refused, cause: 'deployment-not-found', hop: 'apim' } as const
    expect(refined(other, evidence({ exchanges: [told("Missing required parameter: 'image'.")] }))).toEqual(other)
  })
})

describe('a form that was damaged', () => {
  const damaged = finding({ cause: 'multipart-damaged', hop: 'client' })
  const inExport: ConfigurationFinding = {
    item: null,
    cause: 'multipart-damaged',
    level: 'warning',
    sentence: 'A policy reads the body.',
    file: 'edits/policy.xml',
    line: 3,
    remedy: 'Let it pass.',
  }

  test.each([
    ['by the relay that builds it anew', none, 'one-api'],
    [
      'by the relay all the same, when the export shows another fault',
      evidence({ configuration: [{ ...inExport, cause: 'rewrite-copied' }] }),
      'one-api',
    ],
    ['by a gateway that builds it anew', evidence({ target: targetWith('ai-builder-space') }), 'gateway'],
    ['by API Management, when the export shows it', evidence({ configuration: [inExport] }), 'apim'],
    ['by nobody who can be named, when no hop takes forms apart', evidence({ target: aoai }), 'unknown'],
  ])('was damaged %s', (_who, run, hop) => {
    expect(refined(damaged, run).hop).toBe(hop)
  })

  test('was damaged where the answer shows it, when no hop takes forms apart', () => {
    expect(refined({ ...damaged, hop: 'aoai' }, evidence({ target: aoai })).hop).toBe('aoai')
  })
})

describe('a probe that is refused in the wrong way', () => {
  const open = finding({ cause: 'gateway-route-missing', alternatives: [{ cause: 'wrong-base-url', because: 'or elsewhere' }] })
  const wrong = probe('edits', refusal(404, 'one-api'))
  const again: AttributedExchange = { ...wrong, id: 'again-edits', case: 'again-edits' }

  test.each(['probe-edits', 'probe-edits-several'])('each time, where the operation works, is %s with a wrong refusal', (id) => {
    const run = evidence({ exchanges: [{ ...wrong, case: id }, again, drawing('edits')] })
    expect(refined(open, run)).toEqual({
      ...open,
      cause: 'wrong-refusal',
      hop: 'one-api',
      evidence: ['edits works with a sound request, so the way is whole', ...open.evidence],
      alternatives: [],
    })
  })

  test('and was on the way to be refused is judged alike', () => {
    const run = evidence({ exchanges: [wrong, again, drawing('edits')] })
    expect(refined({ ...open, cause: 'body-too-large' }, run).cause).toBe('wrong-refusal')
    expect(refined({ ...open, cause: 'body-too-large', confidence: 'certain' }, run).cause).toBe('wrong-refusal')
  })

  test('and only looks as if nobody was asked is judged alike', () => {
    const unread: AttributedExchange = { ...wrong, response: answer(500) }
    const run = evidence({ exchanges: [unread, { ...again, response: answer(500) }, drawing('edits')] })
    expect(refined({ ...open, cause: 'short-circuited' }, run).cause).toBe('wrong-refusal')
  })

  test.each<[string, Partial<typeof open>, readonly AttributedExchange[]]>([
    ['once only', {}, [wrong, drawing('edits')]],
    ['otherwise the second time', {}, [wrong, { ...again, response: answer(400) }, drawing('edits')]],
    ['where the operation does not work', {}, [wrong, again]],
    [
      'and never got to be refused',
      { cause: 'short-circuited' },
      [{ ...wrong, response: answer(200) }, { ...again, response: answer(200) }, drawing('edits')],
    ],
    ['for what is no question of the way', { cause: 'image-undecodable' }, [wrong, again, drawing('edits')]],
    [
      'where the model refused the same request another time',
      {},
      [wrong, again, drawing('edits'), { ...probe('edits'), id: 'stray-query-edits', case: 'stray-query-edits' }],
    ],
    ['and is no probe', {}, [{ ...wrong, case: 'edit-two' }, again, drawing('edits')]],
  ])('%s is not judged by its refusal', (_how, change, exchanges) => {
    expect(refined({ ...open, ...change }, evidence({ exchanges }))).toEqual({ ...open, ...change })
  })
})

describe('a route that a gateway says it does not have', () => {
  const open = finding({ cause: 'gateway-route-missing', confidence: 'certain' })
  const missed = probe('edits', refusal(404, 'one-api'))
  const told =
    'other calls of edits found the route: behind this address are probably instances that differ, and not all of them have it'

  test.each([
    ['an edit came back', [drawing('edits')]],
    ['an edit came back, though the same bad request misses it again', [{ ...missed, case: 'again-edits' }, drawing('edits')]],
    ['the model refused the same request', [{ ...probe('edits'), id: 'again-edits', case: 'again-edits' }]],
  ])('is missing in one of several instances where %s', (_what, others) => {
    expect(refined(open, evidence({ exchanges: [missed, ...others] }))).toEqual({ ...open, evidence: [told, ...open.evidence] })
  })

  test.each(['again-edits', 'stray-query-edits', 'auth-edits-right', 'probe-edits-several'])(
    'is missing in one of several instances where the model refused %s, which is the same request',
    (id) => {
      expect(casesOf(targetWith('oneapi-apim-aoai')).map((one) => one.id)).toContain(id)
      const exchanges = [missed, { ...probe('edits'), id, case: id }]
      expect(refined(open, evidence({ exchanges }))).toEqual({ ...open, evidence: [told, ...open.evidence] })
    },
  )

  test('in API Management may be one that an import has not brought to every unit yet', () => {
    const gone = { ...open, cause: 'operation-missing' } as const
    const made = refined(gone, evidence({ exchanges: [missed, { ...probe('edits'), id: 'again-edits', case: 'again-edits' }] }))
    expect(made).toMatchObject({ cause: 'operation-missing', confidence: 'likely' })
    expect(made.evidence[0]).toContain('the units of API Management differ')
    expect(refined(gone, evidence({ exchanges: [missed, drawing('generations')] }))).toEqual(gone)
  })

  test('is missing where nothing of the operation is answered', () => {
    expect(refined(open, evidence({ exchanges: [missed, drawing('generations')] }))).toEqual(open)
  })

  test('is missing in all of them where only the other operation is answered', () => {
    const ofGenerations = { ...open, operation: 'generations' } as const
    const several = { ...probe('edits'), id: 'probe-edits-several', case: 'probe-edits-several' }
    expect(refined(ofGenerations, evidence({ exchanges: [missed, several] }))).toEqual(ofGenerations)
  })

  test('is no word about another fault of an operation that works', () => {
    const slow = { ...open, cause: 'image-size-mismatch' } as const
    expect(refined(slow, evidence({ exchanges: [missed, drawing('edits')] })).evidence).toEqual(slow.evidence)
  })

  test('may be a refusal of its own where the answer does not say so for certain', () => {
    const unsure = { ...open, confidence: 'likely' } as const
    expect(refined(unsure, evidence({ exchanges: [missed, drawing('edits')] }))).toEqual(unsure)
  })
})

describe('a web page', () => {
  const page = finding({ cause: 'wrong-base-url', hop: 'client', exchange: 'edit-one' })
  const told = (change: Partial<AttributedExchange>): AttributedExchange => drawing('edits', change)

  test('where the model answered the probe is an answer that is not JSON', () => {
    const exchanges = [probe('edits'), told(refusal(502, 'edge'))]
    expect(refined(page, evidence({ exchanges }))).toMatchObject({ cause: 'response-not-json', hop: 'unknown' })
    expect(
      refined(
        { ...page, hop: 'aoai' },
        evidence({ exchanges: [probe('edits', { attribution: attribution('aoai') })], target: aoai }),
      ),
    ).toMatchObject({
      cause: 'response-not-json',
      hop: 'aoai',
    })
  })

  test('with 404, where the other operation is answered, is a route that is missing', () => {
    const exchanges = [told(refusal(404, 'gateway')), drawing('generations')]
    expect(refined(page, evidence({ exchanges }))).toEqual({
      ...page,
      cause: 'gateway-route-missing',
      hop: 'gateway',
      evidence: ['generations is answered under the same base URL', ...page.evidence],
    })
  })

  test('under a success, where the other operation reaches the model, is a route that leads elsewhere', () => {
    const shownForEdits = { ...probe('edits', { response: answer(200, '<html>') }), attribution: attribution('gateway') }
    const made = refined({ ...page, exchange: 'probe-edits' }, evidence({ exchanges: [shownForEdits, probe('generations')] }))
    expect(made).toMatchObject({ cause: 'gateway-route-missing', hop: 'gateway' })
    const drawnAsPage = told({ response: answer(200, '<!doctype html>'), attribution: attribution('gateway') })
    expect(refined(page, evidence({ exchanges: [drawnAsPage, drawing('generations')] }))).toMatchObject({
      cause: 'gateway-route-missing',
    })
  })

  test.each<[string, readonly AttributedExchange[]]>([
    ['with another status', [told(refusal(502, 'gateway')), drawing('generations')]],
    ['on both operations', [told(refusal(404, 'gateway')), drawing('generations', refusal(404, 'gateway'))]],
    ['that is not in the run', [drawing('generations')]],
  ])('%s comes from another program', (_how, exchanges) => {
    expect(refined(page, evidence({ exchanges }))).toEqual(page)
  })
})

describe('a time-out that an edge tells of', () => {
  const late = drawing('edits', { response: answer(504, '<html>'), attribution: attribution('edge') })
  const given = finding({ cause: 'backend-timeout', hop: 'one-api', confidence: 'certain', exchange: late.id })

  test('while free probes pass it is the edge’s own time limit, as far as can be told', () => {
    const made = refined(given, evidence({ exchanges: [probe('edits'), late] }))
    expect(made).toMatchObject({ hop: 'edge', confidence: 'likely', alternatives: [{ cause: 'upstream-error' }] })
    expect(made.evidence[0]).toContain('the free probe passes the edge')
  })

  test('of everything is the hop behind it, as far as can be told', () => {
    const made = refined(given, evidence({ exchanges: [probe('edits', refusal(504, 'edge')), late] }))
    expect(made).toMatchObject({ hop: 'one-api', confidence: 'likely' })
  })

  test('of another author is left as it was read', () => {
    const own = { ...late, attribution: attribution('apim') }
    expect(refined(given, evidence({ exchanges: [probe('edits'), own] }))).toEqual(given)
  })
})

describe('a deployment that is not found', () => {
  const unknown = finding({ cause: 'deployment-not-found', hop: 'apim', confidence: 'certain' })

  test('behind a gateway that may have written its name is API Management’s with less certainty', () => {
    expect(refined(unknown, none)).toEqual({ ...unknown, confidence: 'likely' })
  })

  test('is surely written by API Management where nothing stands in front of it', () => {
    expect(refined(unknown, evidence({ target: targetWith('apim-aoai') }))).toEqual(unknown)
  })
})

describe('a credential that the model refuses, in a chain of one', () => {
  const refusedKey = finding({ cause: 'backend-credential-rejected', hop: 'apim', confidence: 'certain' })

  test("is the caller's own where the model is the first hop", () => {
    expect(refined(refusedKey, evidence({ target: aoai }))).toMatchObject({ cause: 'client-credential-rejected', hop: 'client' })
  })

  test("is rather the gateway's where a gateway quotes its model", () => {
    expect(refined(refusedKey, evidence({ target: targetWith('generic') }))).toMatchObject({
      cause: 'backend-credential-rejected',
      hop: 'gateway',
      confidence: 'likely',
      alternatives: [{ cause: 'client-credential-rejected' }],
    })
  })
})
