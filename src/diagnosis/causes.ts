import type { CauseName, Hop, Operation } from '../model.ts'
import type { Advice, Cause } from './cause.ts'
import { ANSWER } from './causes/answer.ts'
import { CREDENTIAL } from './causes/credential.ts'
import { ENVIRONMENT } from './causes/environment.ts'
import { isModelAlone } from './causes/straight.ts'
import { WAY } from './causes/way.ts'

/** Every cause that a diagnosis can name. */
export const causes: Readonly<Record<CauseName, Cause>> = { ...WAY, ...CREDENTIAL, ...ANSWER, ...ENVIRONMENT }

/** What a remedy is about. */
export interface Subject {
  readonly operation: Operation
  /** Null when it is not known; the text then keeps a name to be filled in by the reader. */
  readonly deployment: string | null
  /** The hops behind the URL; null when they are not known. */
  readonly chain: readonly Hop[] | null
  /** Where it is to be fixed. */
  readonly hop: Hop | 'unknown'
}

/** What to do about a cause and how to settle it, in the words of this call. */
export function adviceOn(cause: CauseName, { operation, deployment, chain, hop }: Subject): Advice {
  const row = causes[cause]
  const ofGateway = hop === 'gateway' || hop === 'one-api' ? row.gateway : undefined
  const { remedy, settle } = isModelAlone(chain) ? (row.straight ?? withoutInnerHops(row)) : (ofGateway ?? row)
  const images = operation === 'generations' || operation === 'edits'
  const filled = (text: string): string =>
    text
      .replaceAll('{path}', operation === 'chat' ? '/v1/chat/completions' : '/v1/images/{operation}')
      .replaceAll('images/{operation}', operation === 'chat' ? 'chat/completions' : 'images/{operation}')
      .replaceAll('{operation}', images ? operation : 'edits')
      .replaceAll('{deployment}', deployment ?? '<your deployment>')
  return { remedy: filled(remedy), settle: settle === null ? null : filled(settle) }
}

/** There is no hop to ask behind a target that is the model itself. */
const withoutInnerHops = ({ remedy, settle }: Advice): Advice => ({
  remedy,
  settle: settle !== null && /\b(?:APIM|AOAI)_\w+/.test(settle) ? null : settle,
})
