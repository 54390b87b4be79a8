import { jsonReply } from '../replies.ts'
import type { Reply } from '../serve.ts'

/** One-api's own refusal of a request, thrown where it is found and written in the dialect's envelope. */
export class OwnRefusal extends Error {
  readonly status: number
  /** Null for the refusals of the middleware, which have no code. */
  readonly code: string | null
  constructor(status: number, code: string | null, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** How a dialect writes its own errors. `id` is the request number, which most messages end with. */
export type ErrorWriter = (refusal: OwnRefusal, id: string) => Reply

/** gin's `H` is a map, whose keys Go writes in alphabetical order; errors of the relay are a struct in its own order. */
export const oneApiErrors: ErrorWriter = ({ status, code, message }, id) =>
  errorReply(
    status,
    code === null
      ? { message: numbered(message, id), type: 'one_api_error' }
      : { message: code === 'api_not_implemented' ? message : numbered(message, id), type: 'one_api_error', param: '', code },
  )

export const newApiErrors: ErrorWriter = ({ status, code, message }, id) => {
  if (code === 'do_request_failed') return errorReply(status, { message, type: code, param: '', code })
  return errorReply(
    status,
    code === null || code === 'model_not_found'
      ? { code: code ?? '', message: numbered(message, id), type: 'new_api_error' }
      : { message: numbered(message, id), type: 'new_api_error', param: '', code },
  )
}

export const oneHubErrors: ErrorWriter = ({ status, code, message }, id) =>
  errorReply(
    status,
    code === null
      ? { message: numbered(message, id), type: 'one_hub_error' }
      : { code, message: numbered(message, id), param: '', type: 'one_hub_error' },
  )

export function numbered(message: string, id: string): string {
  return `${message} (request id: ${id})`
}

export function errorReply(status: number, error: object): Reply {
  return jsonReply(status, { error }, { 'Content-Type': 'application/json; charset=utf-8' })
}
