import type { ClientCall, Credential, ImageFields, OfficialClient, Operation } from '../model.ts'
import { type Target, urlOf } from '../target/target.ts'
import { fieldsOf, inputs, pictures, prompts } from './bodies.ts'
import { anyOf, type Unless, withoutEdits } from './offered.ts'
import type { PlannedCase, Turn } from './planned.ts'
import { withoutStreams } from './streams.ts'
import { caseOfVariant, type Sentence } from './variants.ts'

/** One call of an official client and the one thing that it must show. A row is the case, the requirement and its test. */
export interface ClientRow {
  /** Of the requirement; the case has the same in small letters. */
  readonly id: string
  readonly operation: Exclude<Operation, 'other'>
  readonly sentence: Sentence
  /** Images that it pays for. */
  readonly images: number
  readonly turn: Extract<Turn, 'variant' | 'free'>
  readonly credential: Credential
  readonly source: readonly string[]
  /** The same call by hand; null where there is none. */
  readonly byHand: string | null
  /** What must hold by hand: an answer that is wrong for everybody is no matter of the client. */
  readonly needs: string
  readonly unless: Unless
  readonly call: (target: Target) => ClientCall
}

/** What every official client adds to the end of its base URL. */
const PATH = '/images/generations'

const withoutClient: Unless = ({ offers, url, name }) =>
  offers.client === null
    ? `no official client is made for targets of the kind ${name}`
    : url.paths.generations.endsWith(PATH)
      ? null
      : `official clients call ${PATH}, and the profile ${name} has another path`
const withoutList: Unless = ({ offers, name }) =>
  offers.severalImagesFields.includes('image[]')
    ? null
    : `official clients send a list as image[], which targets of the kind ${name} do not take`
const withoutChat: Unless = ({ capabilities, offers, name }) =>
  capabilities.chat && offers.chatModel !== null ? null : `the profile ${name} names no chat model`
const withoutFreeRefusal: Unless = ({ freeRefusal, name }) =>
  freeRefusal.generations === null ? `the profile ${name} knows no request that is refused for free` : null
const always: Unless = () => null

const imageFields = (target: Target, prompt: string): ImageFields => ({
  ...fieldsOf(target, {}),
  model: target.model,
  prompt: prompts[prompt] ?? '',
})

const pays = { images: 1, turn: 'variant', credential: { kind: 'right' } } as const

/** Past the client's methods, as `client._client.post()` does in Python: the free refusal, since only the credential matters. */
const past = (target: Target): ClientCall => ({
  method: 'fetchWithTimeout',
  body: Object.fromEntries(
    Object.entries(fieldsOf(target, target.profile.freeRefusal.generations?.change ?? {})).filter(([, value]) => value !== null),
  ),
})

export const CLIENTS: readonly ClientRow[] = [
  {
    ...pays,
    id: 'CLIENT-GENERATE',
    operation: 'generations',
    sentence: 'MUST give the official client a picture through images.generate',
    source: ['B8', 'A1'],
    byHand: 'generate',
    needs: 'T2I-4',
    unless: always,
    call: (target) => ({ method: 'images.generate', fields: imageFields(target, 'generate'), streamed: false }),
  },
  {
    ...pays,
    id: 'CLIENT-EDIT',
    operation: 'edits',
    sentence: 'MUST give the official client a picture through images.edit of one image',
    source: ['B8', 'A2'],
    byHand: 'edit-one',
    needs: 'EDIT-4',
    unless: withoutEdits,
    call: (target) => ({
      method: 'images.edit',
      fields: imageFields(target, 'edit-one'),
      images: inputs(target, pictures.one),
    }),
  },
  {
    ...pays,
    id: 'CLIENT-EDIT-LIST',
    operation: 'edits',
    sentence: 'MUST give the official client a picture through images.edit of a list of images, which it sends as image[]',
    source: ['B8', 'A3'],
    byHand: 'edit-several',
    needs: 'MULTI-4',
    unless: anyOf(withoutEdits, withoutList),
    call: (target) => ({
      method: 'images.edit',
      fields: imageFields(target, 'edit-several'),
      images: inputs(target, pictures.several),
    }),
  },
  {
    ...pays,
    id: 'CLIENT-STREAM',
    operation: 'generations',
    sentence: 'MUST give the official client the events of a streamed images.generate to the end',
    source: ['B8', 'A1'],
    byHand: 'generate',
    needs: 'STREAM-GEN-2',
    unless: withoutStreams('generations'),
    call: (target) => ({ method: 'images.generate', fields: imageFields(target, 'generate'), streamed: true }),
  },
  {
    id: 'CLIENT-CHAT',
    operation: 'chat',
    sentence: 'MUST give the official client a text through chat.completions.create, for a handful of tokens',
    images: 0,
    turn: 'free',
    credential: { kind: 'right' },
    source: ['B3', 'B8'],
    byHand: null,
    needs: 'AUTH-CHAT-RIGHT',
    unless: withoutChat,
    call: ({ profile, model }) => ({
      method: 'chat.completions.create',
      model: profile.offers.chatModel ?? model,
      prompt: prompts.chat ?? '',
    }),
  },
  {
    id: 'CLIENT-RAW-NONE',
    operation: 'generations',
    sentence: 'MUST refuse the HTTP call inside the official client, which sends no credential of itself',
    images: 0,
    turn: 'free',
    credential: { kind: 'none' },
    source: ['B6'],
    byHand: null,
    needs: 'VALID-1',
    unless: withoutFreeRefusal,
    call: past,
  },
  {
    id: 'CLIENT-RAW-KEY',
    operation: 'generations',
    sentence: 'MUST let that HTTP call in with the credential put in by hand',
    images: 0,
    turn: 'free',
    credential: { kind: 'right' },
    source: ['B7'],
    byHand: null,
    needs: 'VALID-1',
    unless: withoutFreeRefusal,
    call: past,
  },
]

/** Why a row is not asked of a profile; null when it is. */
export const whyNoClient = ({ unless }: ClientRow): Unless => anyOf(withoutClient, unless)

/** The calls of an official client that the target has a place for. */
export function clientCases(target: Target): readonly PlannedCase[] {
  const { paths } = target.profile.url
  return CLIENTS.filter((row) => whyNoClient(row)(target.profile) === null).flatMap((row): readonly PlannedCase[] => {
    const client = clientOf(target)
    const path = paths[row.operation]
    if (client === null || path === null) return []
    const { operation, sentence, images, turn, credential } = row
    return [
      {
        id: caseOfVariant(row),
        sentence: `${sentence}.`,
        operation,
        images,
        tier: 'full',
        turn,
        method: 'POST',
        url: urlOf(target, path),
        credential,
        body: { kind: 'client', client, call: row.call(target) },
      },
    ]
  })
}

/** The client that the profile names, set up for this target; null when the target lacks what it must be told. */
function clientOf(target: Target): OfficialClient | null {
  const { profile, url, apiVersion, deployment } = target
  if (profile.offers.client === 'azure')
    return apiVersion === null || deployment === null ? null : { kind: 'azure', endpoint: url, apiVersion, deployment }
  const address = new URL(urlOf(target, profile.url.paths.generations))
  const query = Object.fromEntries(address.searchParams)
  return { kind: 'openai', baseUrl: address.origin + address.pathname.slice(0, -PATH.length), query }
}
