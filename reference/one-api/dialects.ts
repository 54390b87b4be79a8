import type { HeaderValues } from '../serve.ts'
import { type ErrorWriter, newApiErrors, OwnRefusal, oneApiErrors, oneHubErrors } from './errors.ts'
import { laiskyPassing, newApiPassing, oneHubPassing, type PassingOn, unchanged, unchangedIfJson } from './passing-on.ts'
import { asItCame, laiskyPreparing, newApiPreparing, oneHubPreparing, type Preparing, withPrompt } from './preparing.ts'
import { newApiRequestId, oneApiRequestId } from './request-id.ts'

type RequestHeaders = Readonly<Record<string, string>>

/** One program of the one-api family. All of them number their answers in `X-Oneapi-Request-Id`. */
export interface Dialect {
  readonly sentence: string
  readonly title: string
  readonly requestId: () => string
  /** Headers of every answer. */
  readonly headers: HeaderValues
  readonly errors: ErrorWriter
  /** The token as the caller wrote it, without its scheme; null where there is none. */
  readonly tokenOf: (headers: RequestHeaders) => string | null
  readonly refuses: {
    readonly noToken: () => OwnRefusal
    readonly wrongToken: (token: string) => OwnRefusal
    readonly noChannel: (model: string) => OwnRefusal
    readonly unreadable: () => OwnRefusal
  }
  readonly edits: 'relayed' | 'not implemented'
  /** What it takes for a body with a model in it; every other one of the same content type it refuses. */
  readonly reads: 'objects and forms' | 'any JSON' | 'anything'
  /** The model that a request without one is taken to ask for; null where it goes to the channel as it is. */
  readonly modelWithoutName: { readonly generations: string | null; readonly edits: string | null }
  /** Which headers of the client go up, beside content type and the channel's credential. Names in lower case. */
  readonly sendsUp: (header: string) => boolean
  readonly prepare: Preparing
  readonly passOn: PassingOn
}

const withoutBearer = (value: string | undefined): string | null => {
  const token = value?.replace(/^Bearer /, '') ?? ''
  return token === '' ? null : token
}

const ofOneApi = {
  noToken: () => new OwnRefusal(401, null, '未提供令牌'),
  wrongToken: () => new OwnRefusal(401, null, '无效的令牌'),
  noChannel: (model: string) => new OwnRefusal(503, null, `当前分组 default 下对于模型 ${model} 无可用渠道`),
  // middleware/utils.go, getRequestModel.
  unreadable: () => new OwnRefusal(400, null, 'common.UnmarshalBodyReusable failed: unexpected end of JSON input'),
} as const

const oneApi: Dialect = {
  sentence: 'songquanpeng/one-api as released: edits are not relayed, errors of the upstream come through untouched.',
  title: 'One API',
  requestId: oneApiRequestId,
  headers: {},
  errors: oneApiErrors,
  tokenOf: ({ authorization }) => withoutBearer(authorization),
  refuses: ofOneApi,
  edits: 'not implemented',
  reads: 'objects and forms',
  modelWithoutName: { generations: 'dall-e-2', edits: '' },
  sendsUp: (header) => header === 'accept',
  prepare: withPrompt,
  passOn: unchangedIfJson,
}

export const DIALECT_NAMES = ['one-api', 'pass-through', 'new-api', 'laisky', 'one-hub'] as const
export type DialectName = (typeof DIALECT_NAMES)[number]

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  'one-api': oneApi,
  'pass-through': {
    ...oneApi,
    sentence: 'A private fork of one-api that relays every request and every answer, streams too, byte for byte.',
    edits: 'relayed',
    reads: 'anything',
    modelWithoutName: { generations: null, edits: null },
    sendsUp: () => true,
    prepare: asItCame,
    passOn: unchanged,
  },
  'new-api': {
    ...oneApi,
    sentence:
      'QuantumNous/new-api: forms are rebuilt, several pictures become image[], errors are rewrapped without their headers.',
    title: 'New API',
    requestId: newApiRequestId,
    headers: { 'X-New-Api-Version': 'v0.10.8' },
    errors: newApiErrors,
    tokenOf: ({ authorization }) => withoutBearer(authorization?.replace(/^bearer /, 'Bearer ')),
    refuses: {
      ...ofOneApi,
      noChannel: (model: string) =>
        model === ''
          ? new OwnRefusal(400, null, '未指定模型名称，模型名称不能为空')
          : new OwnRefusal(503, 'model_not_found', `分组 default 下模型 ${model} 无可用渠道（distributor）`),
      // middleware/distributor.go, getModelFromJSONBody: gjson takes any JSON.
      unreadable: () => new OwnRefusal(400, null, '无效的请求, invalid JSON request body'),
    },
    edits: 'relayed',
    reads: 'any JSON',
    modelWithoutName: { generations: 'dall-e', edits: '' },
    prepare: newApiPreparing,
    passOn: newApiPassing,
  },
  laisky: {
    ...oneApi,
    sentence: 'Laisky/one-api: edits go up raw, errors are rewrapped and keep only a few headers.',
    tokenOf: (headers) =>
      withoutBearer(headers.authorization?.replace(/^bearer /i, 'Bearer ')) ?? headers['x-api-key'] ?? headers['api-key'] ?? null,
    refuses: {
      noToken: () => new OwnRefusal(401, null, 'No token provided'),
      wrongToken: (token: string) =>
        new OwnRefusal(401, null, `token not found for key: ${token.slice(0, 6)}...${token.slice(-4)}: record not found`),
      noChannel: (model: string) => new OwnRefusal(503, null, `No available channels for Model ${model} under Group default`),
      unreadable: ofOneApi.unreadable,
    },
    edits: 'relayed',
    sendsUp: (header) => header === 'accept' || header.startsWith('x-'),
    prepare: laiskyPreparing,
    passOn: laiskyPassing,
  },
  'one-hub': {
    ...oneApi,
    sentence: 'MartialBE/one-hub: every answer is written anew, without any header of the upstream, also a success.',
    title: 'One Hub',
    requestId: newApiRequestId,
    errors: oneHubErrors,
    refuses: { ...ofOneApi, noToken: () => new OwnRefusal(401, null, '无效的令牌') },
    edits: 'relayed',
    modelWithoutName: { generations: 'dall-e-2', edits: 'dall-e-2' },
    prepare: oneHubPreparing,
    passOn: oneHubPassing,
  },
}
