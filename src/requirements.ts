import { BAD_INPUT } from './cases/bad-input.ts'
import { CLIENTS, whyNoClient } from './cases/clients.ts'
import { EDIT_INPUTS } from './cases/edit-inputs.ts'
import { anyOf, withoutParameters } from './cases/offered.ts'
import { PARAMETERS } from './cases/parameters.ts'
import { PROMPTS } from './cases/prompts.ts'
import { withoutStreams } from './cases/streams.ts'
import { caseOfVariant, type Sentence, type Variant } from './cases/variants.ts'
import type { Profile, Tier } from './model.ts'

/** One requirement, as data. The suites say how it is judged. */
export interface Requirement {
  /** Stable: tests/requirements.test.ts freezes it. */
  readonly id: string
  readonly area: Area
  readonly sentence: Sentence
  /** Rows of the acceptance document that it serves (docs/traceability.md). */
  readonly source: readonly string[]
  /** Cases whose exchanges it looks at, in the order of the judge's arguments; a trailing `*` means every case that begins so. */
  readonly on: readonly string[]
  /** The requirement without which this one has nothing to look at: when that one failed, this one is blocked. */
  readonly needs?: string
  /** Why it does not apply to a profile; null when it does. */
  readonly unless?: (profile: Profile) => string | null
  /** A rate limit is one of the answers that it looks at, and no reason to leave it unjudged. */
  readonly limited?: 'is an answer'
  /** Smallest tier that sends its cases. */
  readonly tier: Tier
}

/** The areas of the checklist; each is one file of `suites/`. */
export const AREAS = [
  'text-to-image',
  'single-image edit',
  'multi-image edit',
  'route and validation',
  'api-version and query',
  'pass mark',
  'authentication',
  'parity',
  'paths and secrets',
  'configuration',
  'parameters',
  'edit inputs',
  'prompts',
  'bad input',
  'streaming',
  'parallel use',
  'real clients',
] as const
export type Area = (typeof AREAS)[number]

/** File of an area, without the folder. */
export const suiteFile = (area: Area): string => `${area.replaceAll(' ', '-')}.suite.ts`

const lacks =
  (capability: 'exactSize' | 'usage', words: string) =>
  (profile: Profile): string | null =>
    profile.capabilities[capability] ? null : `targets of the kind ${profile.name} ${words}`
const exactSize = lacks('exactSize', 'choose the size themselves')
const usage = lacks('usage', 'do not report usage')
const identity = ({ headers, name }: Profile): string | null =>
  headers.identity === 'shown' ? null : `gateways of the kind ${name} do not pass on the model's headers`
const requestNumber = ({ headers, name }: Profile): string | null =>
  headers.requestId === null ? `targets of the kind ${name} give no request number of their own` : null
const missingBody = ({ auth, name }: Profile): string | null =>
  auth.missingBody === null ? `the profile ${name} names no exact body` : null

type Row = Omit<Requirement, 'area' | 'tier'> & { readonly tier?: Tier }
const area = (name: Area, tier: Tier, rows: readonly Row[]): readonly Requirement[] =>
  rows.map((row) => ({ area: name, tier, ...row }))

/** What no request shows alone: it looks at the export that APIM_EXPORT names, and at no exchange. */
const inExport = (number: number, source: readonly string[]): Omit<Row, 'sentence'> => ({
  id: `CONFIG-${number}`,
  on: [],
  source: ['A20', ...source],
})

/** What an answer with an image must be, said of each operation that draws one. */
const picture = (id: string, on: string, source: readonly string[]): readonly Row[] => [
  { id: `${id}-2`, on: [on], source, needs: `${id}-1`, sentence: 'MUST answer in JSON as an images response' },
  { id: `${id}-3`, on: [on], source, needs: `${id}-2`, sentence: 'MUST hold exactly the one picture that was asked for' },
  {
    id: `${id}-4`,
    on: [on],
    source,
    needs: `${id}-3`,
    sentence: 'MUST hold a picture that decodes, in the format that was asked for',
  },
  {
    id: `${id}-5`,
    on: [on],
    source,
    needs: `${id}-4`,
    unless: exactSize,
    sentence: 'MUST hold a picture of the size that was asked for',
  },
  { id: `${id}-6`, on: [on], source, needs: `${id}-4`, sentence: 'MUST hold a picture that is more than one flat colour' },
  {
    id: `${id}-7`,
    on: [on],
    source,
    needs: `${id}-2`,
    unless: usage,
    sentence: 'SHOULD report usage whose parts add up to its total',
  },
]

const authentication = (
  id: 'GEN' | 'EDIT' | 'CHAT',
  operation: 'generations' | 'edits' | 'chat',
  source: readonly string[],
): readonly Row[] => {
  const on = (name: string): readonly string[] => [`auth-${operation}-${name}`]
  return [
    { id: `AUTH-${id}-NONE`, on: on('none'), source, sentence: `MUST refuse ${operation} without a credential` },
    { id: `AUTH-${id}-EMPTY`, on: on('empty'), source, sentence: `MUST refuse ${operation} with an empty credential` },
    { id: `AUTH-${id}-WRONG`, on: on('wrong'), source, sentence: `MUST refuse ${operation} with a wrong key` },
    {
      id: `AUTH-${id}-SCHEME`,
      on: on('wrong-scheme'),
      source,
      sentence: `MUST refuse ${operation} with the right key under a scheme nobody promised`,
    },
    {
      id: `AUTH-${id}-RIGHT`,
      on: on('right*'),
      source,
      sentence: `MUST let ${operation} in with the right key, in every way that the profile accepts`,
    },
  ]
}

/** Without which an operation has nothing that could vary: its image for what is paid for, its refusal for what is not. */
const BASES = {
  generations: { variant: 'T2I-1', free: 'VALID-1', bad: 'VALID-1' },
  edits: { variant: 'EDIT-1', free: 'VALID-2', bad: 'VALID-2' },
} as const

/** The requirements of a table of the full tier, one for each of its requests; `beside` names other cases that a row looks at. */
const variants = (rows: readonly Variant[], beside: Readonly<Record<string, readonly string[]>> = {}): readonly Row[] =>
  rows.map((row) => ({
    id: row.id,
    on: [caseOfVariant(row), ...(beside[row.id] ?? [])],
    source: [row.operation === 'edits' ? 'A2' : 'A1'],
    needs: BASES[row.operation][row.turn],
    unless: row.unless,
    sentence: row.sentence,
  }))

/** What each call of an official client must show. */
const clients: readonly Row[] = CLIENTS.map((row) => ({
  id: row.id,
  on: [caseOfVariant(row), ...(row.byHand === null ? [] : [row.byHand])],
  source: row.source,
  needs: row.needs,
  unless: whyNoClient(row),
  sentence: row.sentence,
}))

/** What a streamed image must be, said of each operation; the streams differ in how many partial images they ask for. */
const streaming = (id: 'GEN' | 'EDIT', operation: 'generations' | 'edits'): readonly Row[] => {
  const source = [operation === 'edits' ? 'A2' : 'A1']
  const of = (number: number, needs: number, sentence: Row['sentence']): Row => ({
    id: `STREAM-${id}-${number}`,
    on: [`stream-${operation}-*`],
    source,
    needs: `STREAM-${id}-${needs}`,
    unless: withoutStreams(operation),
    sentence,
  })
  return [
    { ...of(1, 0, `MUST answer ${operation} with stream in events (text/event-stream)`), needs: BASES[operation].variant },
    of(2, 1, 'MUST end each stream with a completed event, not with an error or a break'),
    of(3, 2, `MUST name the events of ${operation}, number partial images from 0 upwards and complete once, at the end`),
    of(4, 2, 'MUST send each event as its schema says'),
    // The specification asks for these members; a client can do without them.
    of(5, 4, 'SHOULD say in each event when its picture was made, in which size, quality, background and format'),
    of(6, 1, 'MUST NOT send more partial images than were asked for'),
    // A model that is quick may leave them out (openai-openapi, partial_images).
    of(7, 2, 'SHOULD send partial images where they are asked for'),
    of(8, 2, 'MUST deliver partial images while the picture is drawn, not all at the end'),
    of(9, 4, 'MUST end with a picture that decodes, as it was asked for and more than one flat colour'),
    {
      ...of(10, 4, 'SHOULD report usage in the completed event, its parts adding up to its total'),
      unless: anyOf(withoutStreams(operation), usage),
    },
    {
      ...of(11, 0, `MUST refuse a bad ${operation} request with stream as JSON with an error status, not in a stream`),
      on: [`stream-refused-${operation}`],
      needs: BASES[operation].free,
    },
  ]
}

const inBurst = { on: ['burst-*'], source: ['A5'], limited: 'is an answer' } as const

/** A burst of free requests over a few connections. */
const PARALLEL: readonly Row[] = [
  { id: 'PARALLEL-1', ...inBurst, sentence: 'MUST give each of many parallel requests the answer to that request' },
  {
    id: 'PARALLEL-2',
    ...inBurst,
    on: ['burst-*', 'probe-*'],
    sentence: 'MUST refuse a bad request under parallel use as it does when it comes alone',
  },
  {
    id: 'PARALLEL-3',
    ...inBurst,
    unless: requestNumber,
    sentence: 'MUST NOT give two parallel calls the same request number',
  },
  { id: 'PARALLEL-4', ...inBurst, unless: requestNumber, sentence: 'SHOULD give each of many parallel calls a request number' },
  { id: 'PARALLEL-5', ...inBurst, sentence: 'SHOULD say with every 429 when to come again (Retry-After)' },
]

/** Every requirement of the suite, in the order of the reports. */
export const requirements: readonly Requirement[] = [
  ...area('text-to-image', 'acceptance', [
    { id: 'T2I-1', on: ['generate'], source: ['A1', 'A18', 'B2', 'B7'], sentence: 'MUST answer 200 to a prompt' },
    ...picture('T2I', 'generate', ['A1', 'B2']),
  ]),
  ...area('single-image edit', 'acceptance', [
    { id: 'EDIT-1', on: ['edit-one'], source: ['A2', 'A4', 'A13', 'A18'], sentence: 'MUST answer 200 to one image and a prompt' },
    ...picture('EDIT', 'edit-one', ['A2']),
    { id: 'EDIT-8', on: ['edit-one'], source: ['A2'], needs: 'EDIT-4', sentence: 'MUST NOT give back the picture that was sent' },
    { id: 'EDIT-9', on: ['edit-one'], source: ['A2'], needs: 'EDIT-4', sentence: 'MUST draw on the picture that was sent' },
  ]),
  ...area('multi-image edit', 'acceptance', [
    {
      id: 'MULTI-1',
      on: ['edit-several'],
      source: ['A3', 'A18'],
      sentence: 'MUST answer 200 to two images under one field name',
    },
    ...picture('MULTI', 'edit-several', ['A3']),
    {
      id: 'MULTI-8',
      on: ['edit-several'],
      source: ['A3'],
      needs: 'MULTI-4',
      sentence: 'MUST NOT give back a picture that was sent',
    },
    {
      id: 'MULTI-9',
      on: ['edit-several', 'edit-one'],
      source: ['A3'],
      needs: 'MULTI-4',
      sentence: 'MUST draw on every picture that was sent',
    },
    {
      id: 'MULTI-10',
      on: ['edit-several'],
      source: ['A3'],
      needs: 'MULTI-9',
      // A real model may place things as it likes: what it does is a hint, no proof.
      sentence: 'SHOULD show the pictures from left to right in the order in which they were sent',
    },
  ]),
  ...area('route and validation', 'probe', [
    {
      id: 'VALID-1',
      on: ['probe-generations'],
      source: ['A5'],
      sentence: 'MUST answer a bad generations request as a bad request (400 or 422), never 404',
    },
    {
      id: 'VALID-2',
      on: ['probe-edits'],
      source: ['A4', 'A5'],
      sentence: 'MUST answer a bad edits request as a bad request (400 or 422), never 404',
    },
    {
      id: 'VALID-3',
      on: ['probe-edits-several'],
      source: ['A3', 'A5'],
      sentence: 'MUST answer a bad edits request with several images as a bad request (400 or 422), never 404',
    },
    {
      id: 'VALID-4',
      on: ['probe-generations'],
      source: ['A5'],
      sentence: 'MUST refuse generations in an error envelope of the chain',
    },
    { id: 'VALID-5', on: ['probe-edits'], source: ['A5'], sentence: 'MUST refuse edits in an error envelope of the chain' },
    {
      id: 'ROUTE-1',
      on: ['probe-generations'],
      source: ['A6', 'A10', 'A12'],
      needs: 'VALID-1',
      sentence: 'MUST carry generations to the model, whose own refusal shows it',
    },
    {
      id: 'ROUTE-2',
      on: ['probe-edits'],
      source: ['A6', 'A10', 'A11', 'A12', 'A14', 'A15'],
      needs: 'VALID-2',
      sentence: 'MUST carry edits to the model, whose own refusal shows it',
    },
    {
      id: 'ROUTE-3',
      on: ['probe-generations', 'again-generations'],
      source: ['B5'],
      sentence: 'MUST answer the same generations request the same way twice',
    },
    {
      id: 'ROUTE-4',
      on: ['probe-edits', 'again-edits'],
      source: ['A4'],
      sentence: 'MUST answer the same edits request the same way twice',
    },
    {
      id: 'ROUTE-5',
      on: ['probe-edits-several'],
      source: ['A3', 'A6'],
      needs: 'VALID-3',
      sentence: 'MUST carry an edit of several images to the model, whose own refusal shows it',
    },
  ]),
  ...area('api-version and query', 'probe', [
    {
      id: 'QUERY-1',
      on: ['other-api-version-generations', 'probe-generations'],
      source: ['A7', 'A12'],
      needs: 'VALID-1',
      sentence: 'MUST carry generations to the model whatever api-version the client asks for',
    },
    {
      id: 'QUERY-2',
      on: ['other-api-version-edits', 'probe-edits'],
      source: ['A7', 'A12'],
      needs: 'VALID-2',
      sentence: 'MUST carry edits to the model whatever api-version the client asks for',
    },
    {
      id: 'QUERY-3',
      on: ['stray-query-generations', 'probe-generations'],
      source: ['A8'],
      sentence: 'MUST answer generations the same with a stray query parameter',
    },
    {
      id: 'QUERY-4',
      on: ['stray-query-edits', 'probe-edits'],
      source: ['A8'],
      sentence: 'MUST answer edits the same with a stray query parameter',
    },
  ]),
  ...area('pass mark', 'acceptance', [
    {
      id: 'PASS-1',
      on: ['generate'],
      source: ['A13'],
      needs: 'T2I-1',
      unless: identity,
      sentence: 'MUST show on generations at least one header that only the model writes',
    },
    {
      id: 'PASS-2',
      on: ['edit-one'],
      source: ['A13', 'A14'],
      needs: 'EDIT-1',
      unless: identity,
      sentence: 'MUST show on an edit at least one header that only the model writes',
    },
    {
      id: 'PASS-3',
      on: ['edit-several'],
      source: ['A13'],
      needs: 'MULTI-1',
      unless: identity,
      sentence: 'MUST show on a multi-image edit at least one header that only the model writes',
    },
    {
      id: 'PASS-4',
      on: ['generate'],
      source: ['A13'],
      needs: 'PASS-1',
      unless: identity,
      sentence: 'SHOULD show on generations all headers of the pass mark',
    },
    {
      id: 'PASS-5',
      on: ['edit-one'],
      source: ['A13'],
      needs: 'PASS-2',
      unless: identity,
      sentence: 'SHOULD show on an edit all headers of the pass mark',
    },
    {
      id: 'PASS-6',
      on: ['probe-generations'],
      source: ['A13'],
      needs: 'VALID-1',
      unless: identity,
      tier: 'probe',
      sentence: 'MUST NOT take the headers that only the model writes off its refusal of generations, and leave others on it',
    },
    {
      id: 'PASS-7',
      on: ['probe-edits'],
      source: ['A13'],
      needs: 'VALID-2',
      unless: identity,
      tier: 'probe',
      sentence: 'MUST NOT take the headers that only the model writes off its refusal of edits, and leave others on it',
    },
    {
      id: 'DEPLOY-1',
      on: ['generate'],
      source: ['A9'],
      needs: 'T2I-1',
      unless: identity,
      sentence: 'MUST answer generations from the configured deployment',
    },
    {
      id: 'DEPLOY-2',
      on: ['edit-one'],
      source: ['A9'],
      needs: 'EDIT-1',
      unless: identity,
      sentence: 'MUST answer an edit from the configured deployment',
    },
    {
      id: 'DEPLOY-3',
      on: ['probe-generations'],
      source: ['A9'],
      needs: 'ROUTE-1',
      unless: identity,
      tier: 'probe',
      sentence: 'MUST refuse a bad generations request at the configured deployment',
    },
    {
      id: 'DEPLOY-4',
      on: ['probe-edits'],
      source: ['A9'],
      needs: 'ROUTE-2',
      unless: identity,
      tier: 'probe',
      sentence: 'MUST refuse a bad edits request at the configured deployment',
    },
    {
      id: 'REQNUM-1',
      on: ['probe-*'],
      source: ['A12', 'A14', 'A16'],
      unless: requestNumber,
      tier: 'probe',
      sentence: 'SHOULD give every call a request number of the first hop',
    },
    {
      id: 'REQNUM-2',
      on: ['probe-*', 'again-*'],
      source: ['A16'],
      unless: requestNumber,
      tier: 'probe',
      sentence: 'MUST NOT give two calls the same request number',
    },
  ]),
  ...area('authentication', 'probe', [
    ...authentication('GEN', 'generations', ['A10', 'B1', 'B6', 'B7']),
    ...authentication('EDIT', 'edits', ['A10', 'A19']),
    ...authentication('CHAT', 'chat', ['B3', 'B4']),
    {
      id: 'AUTH-GEN-BODY',
      on: ['auth-generations-none'],
      source: ['B1'],
      needs: 'AUTH-GEN-NONE',
      unless: missingBody,
      sentence: 'MUST say in the agreed words that the credential is missing',
    },
  ]),
  ...area('parity', 'probe', [
    {
      id: 'PAIR-1',
      on: ['probe-edits', 'probe-generations'],
      source: ['A10', 'A17'],
      needs: 'VALID-1',
      sentence: 'MUST take edits as far along the chain as generations',
    },
    {
      id: 'PAIR-2',
      on: ['auth-generations-*', 'auth-edits-*'],
      source: ['A10', 'A17'],
      sentence: 'MUST treat each credential alike on generations and edits',
    },
    {
      id: 'PAIR-3',
      on: ['auth-generations-*', 'auth-chat-*'],
      source: ['B3', 'B4'],
      sentence: 'MUST treat each credential alike on images and chat',
    },
  ]),
  ...area('paths and secrets', 'probe', [
    {
      id: 'PATH-1',
      on: ['unknown-path'],
      source: ['A5', 'B4'],
      sentence: 'MUST answer a path that nobody serves with an error, never with 2xx',
    },
    {
      id: 'PATH-2',
      on: ['wrong-method-generations'],
      source: ['A5'],
      sentence: 'MUST refuse GET on generations with 404 or 405',
    },
    { id: 'PATH-3', on: ['wrong-method-edits'], source: ['A5'], sentence: 'MUST refuse GET on edits with 404 or 405' },
    { id: 'SECRET-1', on: ['probe-*', 'auth-*'], source: ['A10'], sentence: 'MUST NOT repeat the credential in an answer' },
  ]),
  ...area('configuration', 'probe', [
    { ...inExport(1, ['A4', 'A6', 'A15']), sentence: 'MUST have both operations in the export, at the paths that callers use' },
    { ...inExport(2, ['A6', 'A9', 'A15']), sentence: 'MUST rewrite each operation in the export to its own path and deployment' },
    { ...inExport(3, ['A7']), sentence: 'MUST write api-version in the export, for each operation' },
    { ...inExport(4, ['A10', 'A17']), sentence: 'MUST authenticate both operations alike in the export, and forward both' },
    { ...inExport(5, ['A11']), sentence: 'MUST open both operations in the export to the same products and subscriptions' },
    { ...inExport(6, []), sentence: 'MUST wait for the model, in the export, for as long as it takes to draw' },
    { ...inExport(7, ['A17']), sentence: 'SHOULD have nothing in the export that the configuration check warns of' },
  ]),
  ...area('parameters', 'full', [
    ...variants(PARAMETERS),
    {
      id: 'GEN-RESPONSE-FORMAT',
      on: ['generate'],
      source: ['B2'],
      needs: 'T2I-2',
      unless: withoutParameters(['response_format']),
      sentence: 'MUST give the picture itself for response_format b64_json, and no link',
    },
  ]),
  ...area('edit inputs', 'full', [
    ...variants(EDIT_INPUTS, { 'EDIT-OTHER-FIELD': ['edit-one'], 'EDIT-SIXTEEN': ['edit-several'], 'EDIT-JSON': ['edit-one'] }),
    {
      id: 'EDIT-SIXTEEN-ALL',
      on: ['edit-sixteen', 'edit-several'],
      source: ['A3'],
      needs: 'EDIT-SIXTEEN',
      // A model may look at later pictures with less care: fewer tokens each are a hint, no proof.
      sentence: 'SHOULD count the tokens of all sixteen images',
    },
    {
      id: 'EDIT-MASK-KEEPS',
      on: ['edit-mask'],
      source: ['A2'],
      needs: 'EDIT-MASK',
      // GPT image models take a mask as guidance and draw the whole picture anew (OpenAI's image guide).
      sentence: 'SHOULD change what the mask opens, and nothing else',
    },
  ]),
  ...area(
    'prompts',
    'full',
    variants(PROMPTS, { 'PROMPT-GEN-COUNT': ['prompt-gen-text'], 'PROMPT-EDIT-COUNT': ['prompt-edit-text'] }),
  ),
  ...area('bad input', 'full', [
    ...variants(BAD_INPUT),
    {
      id: 'BAD-GEN-NAMES',
      on: ['bad-gen-*'],
      source: ['A1', 'A5'],
      needs: 'VALID-1',
      sentence: 'SHOULD name the field that is wrong in its refusals of generations',
    },
    {
      id: 'BAD-EDIT-NAMES',
      on: ['bad-edit-*'],
      source: ['A2', 'A5'],
      needs: 'VALID-2',
      sentence: 'SHOULD name the field that is wrong in its refusals of edits',
    },
  ]),
  ...area('parallel use', 'full', PARALLEL),
  ...area('streaming', 'full', [...streaming('GEN', 'generations'), ...streaming('EDIT', 'edits')]),
  ...area('real clients', 'full', clients),
]
