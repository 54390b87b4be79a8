import type { Headers, Json } from '../model.ts'
import { createRedactor, type Redactor, type Secret } from '../replay/redact.ts'
import type { Entry } from './entry.ts'
import { parseJson } from './json.ts'

/** How names of secrets end, of headers and of parameters: `x-functions-key`, `Ocp-Apim-Subscription-Key`, `auth_token`, `apiKey`. */
const ENDINGS = 'key|token|secret|passw(?:or)?d|pwd|auth|jwt|sas|signature|credentials?'
const SECRET_HEADER = new RegExp(`^(?:(?:proxy-)?authorization|(?:set-)?cookie|.*(?:${ENDINGS}))$`, 'i')
const SECRET_PARAMETER = new RegExp(`^(?:sig|code|.*(?:${ENDINGS}))$`, 'i')
/** Members of a form or of a JSON body that are secrets whoever writes them. */
const SECRET_MEMBER = /^(?:(?:access|refresh|id|auth|api)[-_]?token|client[-_]?(?:secret|assertion)|password|api[-_]?key)$/i
/** Names that some recorders write where a secret stood; shorter values cannot be told from ordinary words. */
const NO_SECRET = /^\W*(?:redacted|removed|sanitized|present.*|not-set|x+|\.+|\*+|your[\s_-].*)\W*$|^.{0,5}$/i

/** Keys that can be known by their look, for recordings that lost the header but not the answer that repeats it. */
const LOOKS_SECRET: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b(?:sk|pk|rk)[-_][\w-]{12,}/g, '[redacted]'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, '[redacted]'],
  [/\bAIza[\w-]{30,}/g, '[redacted]'],
  [/\b(?:AKIA[0-9A-Z]{12,}|gh[pousr]_\w{20,}|xox[abprs]-[\w-]{10,})/g, '[redacted]'],
  // `postgres://app:password@host` in the text of an error.
  [/(\b[a-z][\w+.-]*:\/\/)[^\s/@"'<>\\]+@/gi, '$1[redacted]@'],
  // "Incorrect API key provided: ..."
  [
    /(\bkey(?:\s+(?:that|you|was|is|provided|supplied|given|sent|used))+\s*:?\s*["']?)(?=[\w-]*\d)[\w.~+/=-]{8,}/gi,
    '$1[redacted]',
  ],
  [/(\bBearer\s+)[\w.~+/-]{16,}=*/gi, '$1[redacted]'],
  // Ordinary words have neither digits nor signs in them.
  [/(\bBasic\s+)(?=[\w+/]*[\d+/=])[\w+/]{8,}=*/gi, '$1[redacted]'],
  [new RegExp(`([?&#](?:sig|code|[\\w-]*(?:${ENDINGS}))=)[^&\\s"'<>\\\\]+`, 'gi'), '$1[redacted]'],
  [
    new RegExp(`(\\b[\\w-]*(?:${ENDINGS})\\\\?["']?\\s*[:=]\\s*\\\\?["']?)(?=[\\w.~+/=-]*\\d)[\\w.~+/=-]{8,}`, 'gi'),
    '$1[redacted]',
  ],
]

/** Takes secrets out of the entries of one recording, and out of what else stands in its file. */
export interface Cleaner {
  readonly entry: (entry: Entry) => Entry
  readonly text: (text: string) => string
}

/**
 * A cleaner for a whole recording. The secrets of a call are taken out of it in every spelling; those of the other calls
 * as they are, because thousands of keys in all their spellings would take minutes.
 */
export function cleanerOf(entries: readonly Entry[]): Cleaner {
  const all = new Map(entries.flatMap(secretsOf).map((secret) => [secret.value, secret]))
  const everywhere = exactly([...all.keys()])
  const redactors = new Map<string, Redactor>()
  return {
    entry(entry) {
      const own = secretsOf(entry)
      const name = own.map(({ value }) => value).join('\n')
      const redactor = redactors.get(name) ?? createRedactor(own)
      redactors.set(name, redactor)
      return cleaned(entry, redactor, everywhere)
    },
    text: (text) => withoutLookalikes(everywhere(text)),
  }
}

function cleaned(entry: Entry, redactor: Redactor, everywhere: (text: string) => string): Entry {
  const last = (text: string): string => withoutLookalikes(everywhere(text))
  const request = (text: string): string => last(redactor.request(text))
  return {
    ...entry,
    url: request(withoutUserInfo(entry.url)),
    requestHeaders: cleanHeaders(entry.requestHeaders, request),
    requestBody: mapTexts(entry.requestBody, request),
    headers: cleanHeaders(redactor.answerHeaders(entry.headers), last),
    body: mapTexts(redactor.answerJson(entry.body), last),
    failure: entry.failure === null ? null : { ...entry.failure, message: request(entry.failure.message) },
  }
}

function exactly(values: readonly string[]): (text: string) => string {
  if (values.length === 0) return (text) => text
  const literals = values.toSorted((a, b) => b.length - a.length).map((value) => value.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'))
  const pattern = new RegExp(literals.join('|'), 'g')
  return (text) => text.replace(pattern, '[redacted]')
}

function secretsOf({ requestHeaders, headers, url, requestBody, body }: Entry): readonly Secret[] {
  return [
    ...inForm(requestBody).map((value): Secret => ({ value, name: 'the credential' })),
    ...[requestBody, body].flatMap(inMembers).map((value): Secret => ({ value, name: 'a secret' })),
    ...inHeaders(requestHeaders).map((value): Secret => ({ value, name: 'the credential' })),
    ...inHeaders(headers).map((value): Secret => ({ value, name: 'a secret' })),
    ...inQuery(url).map((value): Secret => ({ value, name: 'the credential' })),
  ].filter(({ value }) => !NO_SECRET.test(value))
}

function inHeaders(headers: Headers): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => SECRET_HEADER.test(name))
    .flatMap(([name, value]) => [value].flat().flatMap((text) => pieces(name, text)))
}

/** Cookies are `name=value; ...`; of `Bearer abc` only the second word is secret. */
function pieces(name: string, text: string): readonly string[] {
  if (!/cookie$/i.test(name)) return [text.replace(/^(?:Bearer|Basic)\s+/i, '').trim()]
  const parts = /^set-cookie$/i.test(name) ? text.split(';').slice(0, 1) : text.split(';')
  return parts.map((part) => part.slice(part.indexOf('=') + 1).trim())
}

/** In the query and in the fragment, where some services hand tokens over. */
function inQuery(url: string): readonly string[] {
  const [address = '', ...fragments] = url.split('#')
  return [address.split('?').slice(1).join('?'), ...fragments].flatMap((query) =>
    [...new URLSearchParams(query)].filter(([name]) => SECRET_PARAMETER.test(name)).map(([, value]) => value),
  )
}

function inForm(body: Json): readonly string[] {
  if (typeof body !== 'string') return []
  if (body.startsWith('--')) return inParts(body)
  if (!/^[\w.-]+=/.test(body)) return []
  return [...new URLSearchParams(body)].filter(([name]) => SECRET_MEMBER.test(name)).map(([, value]) => value)
}

/** The fields of multipart/form-data. */
const inParts = (form: string): readonly string[] =>
  [...form.matchAll(/\bname="?([\w.-]+)"?[^\n]*\n(?:[^\r\n]+\r?\n)*\r?\n([^\r\n]+)/g)].flatMap(([, name = '', value = '']) =>
    SECRET_PARAMETER.test(name) ? [value] : [],
  )

/** A body may be JSON, or the text of it. */
function inMembers(body: Json): readonly string[] {
  const value = typeof body === 'string' ? (/^\s*[[{]/.test(body) ? (parseJson(body) ?? null) : null) : body
  if (value === null || typeof value !== 'object') return []
  if (Array.isArray(value)) return value.flatMap((item: Json) => (typeof item === 'string' ? [] : inMembers(item)))
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' ? (SECRET_MEMBER.test(name) ? [member] : []) : inMembers(member),
  )
}

const withoutUserInfo = (url: string): string => url.replace(/^(\w+:\/\/)[^/@?#]*@/, '$1')

function cleanHeaders(headers: Headers, clean: (text: string) => string): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADER.test(name) ? '[redacted]' : typeof value === 'string' ? clean(value) : value.map(clean),
    ]),
  )
}

function withoutLookalikes(text: string): string {
  return LOOKS_SECRET.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text)
}

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item: Json) => mapTexts(item, change))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member, change)]))
}
