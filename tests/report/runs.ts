import type { AttributedExchange, Changes, ChecklistItem, Configuration, Diagnosis, Judgement, Run } from '../../src/model.ts'
import { noChanges } from '../../src/report/json.ts'

/** Hand-made values of the report's input. Every builder gives something sound; a test changes only what it is about. */

export function exchange(change: Partial<AttributedExchange> = {}): AttributedExchange {
  const id = change.id ?? 'generate-one'
  return {
    id,
    case: id,
    operation: 'generations',
    credential: 'right',
    sentTo: 'target',
    request: { method: 'POST', url: 'https://gateway.test/v1/images/generations', headers: {}, body: null, parts: [] },
    response: answer(200),
    failure: null,
    startedAt: '2025-06-15T02:00:01.000Z',
    durationMs: 9000,
    billing: 'free',
    client: null,
    curl: `curl -X POST https://gateway.test/v1/images/${change.operation ?? 'generations'} -H "Authorization: Bearer $TARGET_API_KEY"`,
    attribution: attribution('aoai', ['one-api', 'apim', 'aoai']),
    requestIds: { 'one-api': `2025061502000${id.length}123456789`, aoai: '3f2504e0-4f89-11d3-9a0c-0305e82c3301' },
    ...change,
  }
}

export function answer(status: number, body: NonNullable<AttributedExchange['response']>['body'] = {}) {
  return { status, headers: {}, body, text: null, bytes: null, pictures: [], events: [], headersMs: null }
}

export function attribution(
  answeredBy: AttributedExchange['attribution']['answeredBy'],
  reached: AttributedExchange['attribution']['reached'],
): AttributedExchange['attribution'] {
  return { answeredBy, product: null, couldAlsoBe: [], reached, confidence: 'certain', because: ['header apim-request-id'] }
}

export function judgement(id: string, status: Judgement['status'], change: Partial<Judgement> = {}): Judgement {
  return {
    id,
    area: 'single-image edit',
    level: 'MUST',
    title: 'MUST answer 200 with an image',
    status,
    message: '',
    problems: [],
    blockedBy: null,
    exchanges: [],
    ...change,
  }
}

export function diagnosis(change: Partial<Diagnosis> = {}): Diagnosis {
  return {
    cause: 'operation-missing',
    hop: 'apim',
    confidence: 'certain',
    checklistItems: [1],
    affects: [],
    exchanges: [],
    evidence: ['edits: 404 "Resource not found" in the words of APIM'],
    remedy: 'Add an operation POST /images/edits to the API in APIM.',
    alternatives: [],
    ...change,
  }
}

/** All six items hold, but for those that are said otherwise here. */
export const checklist = (
  otherwise: Readonly<Record<number, Omit<ChecklistItem, 'item' | 'title'>>> = {},
): readonly ChecklistItem[] =>
  [
    'the edits operation exists in APIM',
    "edits is rewritten to the deployment's images/edits",
    'api-version is written',
    'edits authenticates like generations, and validly',
    'product and subscription allow edits',
    'request numbers of one-api and APIM can be matched',
  ].map((title, index) => ({
    item: index + 1,
    title,
    ...(otherwise[index + 1] ?? { status: 'holds', evidence: ['edit-one: 200 from aoai'] }),
  }))

/** An export that has the rewrite of edits wrong, before a gateway that works all the same. */
export const configuration = (change: Partial<Configuration> = {}): Configuration => ({
  folder: './apim-artifacts',
  items: checklist({ 2: { status: 'broken', evidence: ['edits/policy.xml:12 rewrites to images/generations'] } }).slice(0, 5),
  findings: [
    {
      item: 2,
      cause: 'rewrite-copied',
      level: 'broken',
      sentence: 'The rewrite of edits ends in images/generations.',
      file: 'edits/policy.xml',
      line: 12,
      remedy: 'Let <rewrite-uri> end in images/edits.',
    },
  ],
  unread: [],
  unreadable: [],
  pair: '- images/generations\n+ images/edits',
  sideBySide: [
    { item: 1, configuration: 'holds', behaviour: 'holds', agrees: true, sentence: 'The export has it right.' },
    { item: 2, configuration: 'broken', behaviour: 'holds', agrees: false, sentence: 'What is published is not this export.' },
  ],
  ...change,
})

/** A sound run of two operations on the chain. */
export function run(change: Partial<Run> = {}): Run {
  return {
    verdict: 'conformant',
    reason: '2 requirements judged, all hold',
    target: {
      url: 'https://gateway.test/v1',
      profile: 'oneapi-apim-aoai',
      chain: ['one-api', 'apim', 'aoai'],
      embedded: false,
      model: 'gpt-image-1.5',
      deployment: 'gpt-image-1.5',
    },
    tier: 'acceptance',
    failOn: 'MUST',
    startedAt: '2025-06-15T02:00:00.000Z',
    durationMs: 41_200,
    paidImages: 3,
    possiblyPaid: 0,
    requestsSent: 34,
    requirements: [
      judgement('GEN-1', 'passed', { area: 'text-to-image', exchanges: ['generate-one'] }),
      judgement('EDIT-1', 'passed', { exchanges: ['edit-one'] }),
    ],
    checklist: checklist(),
    diagnoses: [],
    exchanges: [
      exchange({ billing: 'paid' }),
      exchange({ id: 'edit-one', case: 'edit-one', operation: 'edits', billing: 'paid', durationMs: 14_000 }),
    ],
    knownFailures: [],
    configuration: null,
    rehearsal: null,
    shard: null,
    changes: null,
    ...change,
  }
}

/** What a comparison tells with the last night's run of the same target when nothing is another. */
export const unchanged: Changes = {
  ...noChanges,
  comparedWith: {
    startedAt: '2025-06-14T02:00:00.000Z',
    url: run().target.url,
    profile: 'oneapi-apim-aoai',
    tier: 'acceptance',
  },
}
