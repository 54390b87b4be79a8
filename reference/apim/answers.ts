import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { Fields } from './fields.ts'

/** An answer on its way to the caller: the gateway's own, or the backend's passing through. */
export interface Reply {
  status: number
  /** Reason phrase; empty for the usual one of the status. */
  reason: string
  headers: Fields
  body: Buffer | Readable
  /** `whole`: held back to the end; `chunks`: in lumps of 8 KB; `none`: byte for byte as it comes. */
  buffering: 'none' | 'chunks' | 'whole'
}

/** What `context.LastError` shows to the on-error section. */
export interface LastError {
  readonly source: string
  readonly reason: string
  readonly message: string
  readonly section: string
}

/** Ends the section that runs and starts on-error; the caller gets `reply` unless on-error changes it. */
export class ApimError extends Error {
  readonly reply: Reply
  readonly lastError: LastError

  constructor(reply: Reply, lastError: LastError) {
    super(lastError.message)
    this.reply = reply
    this.lastError = lastError
  }
}

export function emptyReply(status: number): Reply {
  return { status, reason: '', headers: new Fields(), body: Buffer.alloc(0), buffering: 'none' }
}

/**
 * An answer of the gateway itself. API Management writes its JSON with these spaces: recorded answers have
 * `Content-Length: 152` for a missing key (learn.microsoft.com "Unauthorized errors (401) while invoking APIs").
 */
export function ownReply(status: number, message: string, extra: readonly (readonly [string, string])[] = [], more = ''): Reply {
  const body = Buffer.from(`{ "statusCode": ${status}, "message": ${JSON.stringify(message)}${more} }`)
  const headers = new Fields([['Content-Length', String(body.length)], ['Content-Type', 'application/json'], ...extra])
  return { status, reason: '', headers, body, buffering: 'none' }
}

/** No API or no operation for this method and path. A wrong method is a 404 too, never 405. */
export function notFound(): ApimError {
  return new ApimError(ownReply(404, 'Resource not found'), {
    source: 'configuration',
    reason: 'OperationNotFound',
    message: 'Unable to match incoming request to an operation.',
    section: 'inbound',
  })
}

/** What the gateway says of itself in the challenge of a 401: it names the header that it reads the key from. */
export interface Challenge {
  /** `http://host/api-path` as the caller addressed it. */
  readonly realm: string
  readonly header: string
}

function refusal(message: string, reason: string, { realm, header }: Challenge): ApimError {
  const challenge = `AzureApiManagementKey realm="${realm}",name="${header}",type="header"`
  return new ApimError(ownReply(401, message, [['WWW-Authenticate', challenge]]), {
    source: 'authorization',
    reason,
    message,
    section: 'inbound',
  })
}

export function keyMissing(challenge: Challenge): ApimError {
  const message =
    'Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.'
  return refusal(message, 'SubscriptionKeyNotFound', challenge)
}

/** Also for a key that is suspended or does not cover the API: the caller cannot tell these apart. */
export function keyInvalid(challenge: Challenge): ApimError {
  const message = 'Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.'
  return refusal(message, 'SubscriptionKeyInvalid', challenge)
}

export function rateLimited(seconds: number, headerName: string): ApimError {
  const message = `Rate limit is exceeded. Try again in ${seconds} seconds.`
  return new ApimError(ownReply(429, message, [[headerName, String(seconds)]]), {
    source: 'rate-limit',
    reason: 'RateLimitExceeded',
    message: 'Rate limit is exceeded',
    section: 'inbound',
  })
}

export function quotaExceeded(seconds: number): ApimError {
  const days = Math.floor(seconds / 86_400)
  const clock = `${days > 0 ? `${days}.` : ''}${new Date(seconds * 1000).toISOString().slice(11, 19)}`
  const message = `Out of call volume quota. Quota will be replenished in ${clock}.`
  return new ApimError(ownReply(403, message, [['Retry-After', String(seconds)]]), {
    source: 'quota',
    reason: 'QuotaExceeded',
    message,
    section: 'inbound',
  })
}

/** A statement that refuses the call with a status and text of its own: check-header, validate-jwt, validate-content. */
export function refusedBy(statement: string, reason: string, status: number, message: string): ApimError {
  return new ApimError(ownReply(status, message), { source: statement, reason, message, section: 'inbound' })
}

/** A backend that times out or cannot be reached, or a policy that throws. It is a 500, never a 502 or 504. */
export function internalError(source: string, reason: string, message: string, section: string): ApimError {
  const reply = ownReply(500, 'Internal server error', [], `, "activityId": "${randomUUID()}"`)
  return new ApimError(reply, { source, reason, message, section })
}
