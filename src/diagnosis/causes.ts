import type { CauseName, Operation } from '../model.ts'
import type { Cause } from './cause.ts'
import { ANSWER } from './causes/answer.ts'
import { CREDENTIAL } from './causes/credential.ts'
import { ENVIRONMENT } from './causes/environment.ts'
import { WAY } from './causes/way.ts'

/** Every cause that a diagnosis can name. */
export const causes: Readonly<Record<CauseName, Cause>> = { ...WAY, ...CREDENTIAL, ...ANSWER, ...ENVIRONMENT }

/** What a remedy is about. */
export interface Subject {
  readonly operation: Operation
  /** Null when it is not known; the text then keeps a name to be filled in by the reader. */
  readonly deployment: string | null
}

/** The remedy of a cause, in the words of this call. */
export function remedyOf(cause: CauseName, { operation, deployment }: Subject): string {
  const images = operation === 'generations' || operation === 'edits'
  return causes[cause].remedy
    .replaceAll('{operation}', images ? operation : 'edits')
    .replaceAll('{deployment}', deployment ?? '<your deployment>')
}
