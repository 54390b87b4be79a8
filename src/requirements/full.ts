import { BAD_INPUT } from '../cases/bad-input.ts'
import { CLIENTS, whyNoClient } from '../cases/clients.ts'
import { EDIT_INPUTS } from '../cases/edit-inputs.ts'
import { withoutParameters } from '../cases/offered.ts'
import { PARAMETERS } from '../cases/parameters.ts'
import { PROMPTS } from '../cases/prompts.ts'
import { caseOfVariant } from '../cases/variants.ts'
import { area, type Requirement, type Row, requestNumber } from './requirement.ts'
import { streaming } from './streaming.ts'
import { variants } from './variants.ts'

/** What each call of an official client must show. */
const clients: readonly Row[] = CLIENTS.map((row) => ({
  id: row.id,
  on: [caseOfVariant(row), ...(row.byHand === null ? [] : [row.byHand])],
  source: row.source,
  needs: row.needs,
  unless: whyNoClient(row),
  sentence: row.sentence,
}))

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

/** What the full tier asks for besides. */
export const FULL: readonly Requirement[] = [
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
