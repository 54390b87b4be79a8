import { isAoaiHost } from '../fingerprints/azure.ts'
import { type Alternative, atBuilder, type Clue, coded, hasStatus, isAbout, type Symptom } from '../symptom.ts'

/** Azure/azure-rest-api-specs: the first dated api-version whose published specification has the operation. */
const FIRST_VERSION: Readonly<Record<string, string>> = { edits: '2025-04-01', generations: '2023-12-01' }

/** The path is one that Azure OpenAI serves, so the recording shows what Azure OpenAI or its APIM was asked. */
const showsBackendPath = ({ reading }: Clue): boolean => /\/openai\//.test(reading.path) || isAoaiHost(reading.host)
const isAbbreviated = (text: string): boolean => /…|\.{3}/.test(text)
const WELL_FORMED = /^(?:\/(?!openai\/)[^/]+)*\/openai\/(?:deployments\/[^/]+\/(?!v1\/)[\w/<>.:-]+|v1\/[\w/]+|images\/[\w:]+)$/

const apiVersion = ({ reading }: Clue): string | null => /api-version=(\d{4}-\d{2}-\d{2})/.exec(reading.query)?.[1] ?? null

/** "No such path", said by Azure OpenAI, or by nobody in particular where its paths were asked. */
const routeMiss = (clue: Clue): boolean =>
  hasStatus(clue, 404) &&
  ((isAbout(clue, 'aoai') && !coded(clue, /^DeploymentNotFound$/)) || (clue.reading.content === 'none' && showsBackendPath(clue)))

/** A gateway that knows Azure builds the path itself, and builds it right; the api-version is typed in by hand. */
const builtByGateway = ({ attribution, context }: Clue): boolean =>
  context.chain?.includes('apim') !== true && ['one-api', 'gateway'].includes(attribution.answeredBy)

export const REWRITE: Alternative = {
  cause: 'rewrite-wrong',
  because: 'the path to Azure OpenAI may be mis-spelt, not rewritten, or hold /openai twice',
}
export const VERSION: Alternative = {
  cause: 'api-version-unsupported',
  because: 'the api-version may not know the operation (images/edits is specified from 2025-04-01-preview on)',
}
export const NO_OPERATION: Alternative = { cause: 'operation-missing', because: 'API Management may have no such operation' }
export const NO_ROUTE: Alternative = { cause: 'gateway-route-missing', because: 'the gateway in front may have no such route' }
const NO_VERSION: Alternative = {
  cause: 'api-version-missing',
  because: 'Azure OpenAI answers a call without api-version with the same 404',
}
const COPIED: Alternative = { cause: 'rewrite-copied', because: 'edits may be rewritten to images/generations' }

/** Bare words that Azure OpenAI and API Management both write. */
function isVague({ reading }: Clue): boolean {
  const innermost = reading.layers.at(-1)
  return (
    innermost?.shape === 'text' && /^resource not found\W*$/i.test(innermost.message) && !reading.headers.has('apim-request-id')
  )
}

/** A path that Azure OpenAI does not serve, where the recording does not show the path itself. */
const unseen = (when: (clue: Clue) => boolean, also: readonly Alternative[]): readonly Symptom[] => [
  {
    cause: 'api-version-unsupported',
    sentence: 'a gateway that builds the path itself passes on that Azure OpenAI has no such path',
    when: (clue) => routeMiss(clue) && when(clue) && builtByGateway(clue),
    confidence: 'possible',
    hop: atBuilder,
    or: [REWRITE, NO_VERSION, ...also],
  },
  {
    cause: 'rewrite-wrong',
    sentence: 'Azure OpenAI was reached and has no such path, or not in this api-version',
    when: (clue) => routeMiss(clue) && when(clue) && clue.exchange.operation !== 'edits',
    confidence: 'possible',
    hop: atBuilder,
    or: [VERSION, NO_VERSION, ...also],
  },
  {
    cause: 'rewrite-wrong',
    sentence: 'Azure OpenAI was reached by way of API Management and has no such path, or not in this api-version',
    when: (clue) => routeMiss(clue) && when(clue) && clue.context.chain?.includes('apim') === true,
    confidence: 'possible',
    hop: atBuilder,
    or: [VERSION, NO_VERSION, COPIED, ...also],
  },
  {
    cause: 'api-version-unsupported',
    sentence: 'Azure OpenAI was reached and does not have images/edits there, or not in this api-version',
    when: (clue) => routeMiss(clue) && when(clue),
    confidence: 'possible',
    hop: atBuilder,
    or: [REWRITE, NO_VERSION, COPIED, ...also],
  },
]

/** "Resource not found", by what the request itself shows. */
export const ROUTE_MISSES: readonly Symptom[] = [
  {
    cause: 'rewrite-wrong',
    sentence: "the path is none of Azure OpenAI's (/openai/deployments/{deployment}/...)",
    when: (clue) =>
      routeMiss(clue) && showsBackendPath(clue) && !isAbbreviated(clue.reading.path) && !WELL_FORMED.test(clue.reading.path),
    confidence: 'likely',
    hop: atBuilder,
    or: [NO_VERSION, NO_OPERATION],
  },
  {
    cause: 'api-version-missing',
    sentence: 'the request has no api-version',
    when: (clue) =>
      routeMiss(clue) &&
      /\/openai\/deployments\//.test(clue.reading.path) &&
      !isAbbreviated(clue.reading.query) &&
      !/api-version=/.test(clue.reading.query),
    confidence: 'likely',
    hop: atBuilder,
    or: [REWRITE, NO_OPERATION],
  },
  {
    cause: 'api-version-unsupported',
    sentence: 'the api-version of the request is older than the operation',
    when: (clue) => {
      const [version, first] = [apiVersion(clue), FIRST_VERSION[clue.exchange.operation]]
      return routeMiss(clue) && version !== null && first !== undefined && version < first
    },
    confidence: 'likely',
    hop: atBuilder,
    or: [REWRITE, NO_OPERATION],
  },
  ...unseen(isVague, [NO_OPERATION]),
  ...unseen(() => true, []),
]
