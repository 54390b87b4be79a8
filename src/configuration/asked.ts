import type { Call, Context } from './call.ts'
import { backendPath } from './check-backend-path.ts'
import type { Asked } from './conditions.ts'
import { isKnown, UNKNOWN } from './values.ts'

/** What a condition at this place of the policies can ask about the call. */
export function askedOf(call: Call, { operation, bound }: Context): Asked {
  const variables = Object.fromEntries(Object.entries(call.variables).filter(([, value]) => isKnown(value)))
  const { text, rewrite } = call.path
  // `Request.Url` is the address at the backend as far as it is known by then; before a rewrite it may still hold the API's own path.
  const paths = [text, backendPath(call.base?.url ?? UNKNOWN, text), ...(rewrite === null ? [operation.path] : [])]
  return { ...operation, matched: bound, variables, paths }
}
