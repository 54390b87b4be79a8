import { HeldResponse } from '../../expression/held-response.ts'
import { Fields } from '../../fields.ts'

/** The two token endpoints of Microsoft Entra ID: a token is for a `resource` at the one, and for a `scope` at the other. */
export type Endpoint = 'v1' | 'v2'

const HOST = String.raw`https://(?:login\.microsoftonline\.com|sts\.windows\.net)/`
const PATH = String.raw`/oauth2/(v2\.0/)?token(?:\?[^"]*)?`
/** An expression may make up the tenant, when it begins with the host and ends with the path. */
const ADDRESSES = [`^${HOST}[^/?#]+${PATH}$`, String.raw`^@(?:\(|\{\s*return\s+)\$?"${HOST}[^?]*${PATH}"\s*(?:\)|;\s*\})$`].map(
  (pattern) => new RegExp(pattern, 'i'),
)

/** Null for the address of another service. */
export function endpointOf(address: string): Endpoint | null {
  const [found] = ADDRESSES.flatMap((pattern) => pattern.exec(address) ?? [])
  if (found === undefined) return null
  return /\/oauth2\/v2\.0\/token/i.test(address) ? 'v2' : 'v1'
}

const WRITTEN =
  /(?:scope|resource)=((?:https|api)(?::\/\/|%3A%2F%2F)[\w.%/-]+)(?![^&"\s])|"((?:https|api):\/\/[\w./-]+\/\.default)"/i

/** What a form asks a token for, as far as that is written; null where it is worked out. */
export function resourceIn(form: string): string | null {
  const [, plain, quoted] = WRITTEN.exec(form) ?? []
  const written = new URLSearchParams(`scope=${plain ?? quoted ?? ''}`).get('scope') ?? ''
  return written === '' ? null : written.replace(DEFAULT, '')
}

const DEFAULT = /\/\.default$/

/** What the endpoint answers to the form; the token is the one that the service's own identity would get. */
export function answerOf(endpoint: Endpoint, form: string, tokenFor: (resource: string) => string): HeldResponse {
  const fields = new URLSearchParams(form)
  if (endpoint === 'v1')
    return given({ ...OF_V1, resource: fields.get('resource') ?? '' }, tokenFor(fields.get('resource') ?? ''))
  const scope = fields.get('scope') ?? ''
  if (scope === '')
    return refused('invalid_request', "AADSTS900144: The request body must contain the following parameter: 'scope'.")
  if (!DEFAULT.test(scope) || /\s/.test(scope)) return refused('invalid_scope', notDefault(scope))
  return given(OF_V2, tokenFor(scope.replace(DEFAULT, '')))
}

/** Microsoft Learn, "Microsoft identity platform and the OAuth 2.0 client credentials flow": numbers, where v1 has texts. */
const OF_V2 = { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 }
const OF_V1 = { token_type: 'Bearer', expires_in: '3599', ext_expires_in: '3599' }

const given = (about: Readonly<Record<string, string | number>>, token: string): HeldResponse =>
  json(200, 'OK', { ...about, access_token: token })

const refused = (error: string, description: string): HeldResponse =>
  json(400, 'Bad Request', { error, error_description: description })

/** Microsoft Learn, "Microsoft Entra authentication and authorization error codes". */
const notDefault = (scope: string): string =>
  `AADSTS1002012: The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`

const json = (status: number, reason: string, body: object): HeldResponse =>
  new HeldResponse(
    status,
    reason,
    new Fields([['Content-Type', 'application/json; charset=utf-8']]),
    Buffer.from(JSON.stringify(body)),
  )
