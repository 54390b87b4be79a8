import type { AuthScheme, Headers } from '../model.ts'

/** What a variable's text means. Each reader throws an Error whose message says what is wrong with the value, as a predicate. */

export function optional<T>(read: (text: string) => T): (text: string | undefined) => T | undefined {
  return (value) => (value === undefined ? undefined : read(value))
}

export function text(value: string): string {
  return value
}

export function key(value: string): string {
  if (/^(["'`]).*\1$/s.test(value)) throw new Error('is in quotes, which would be sent as a part of it')
  // A header value with other characters cannot be sent; a quote or a line break from copying is the usual reason.
  if (!/^[\x21-\x7e]+$/.test(value)) throw new Error('has a blank, a line break or a character that no HTTP header can carry')
  if (/^https?:\/\//i.test(value)) throw new Error('is a URL; the key and the URL seem to have changed places')
  if (/^bearer$/i.test(value.slice(0, 6)) && value.length === 6) throw new Error('is the scheme, not the key')
  return value
}

export function url(value: string): string {
  const parsed = URL.canParse(value) ? new URL(value) : null
  // Without a scheme it may be the key, put into the wrong variable.
  if (!value.includes('://')) throw new Error(`is no http(s) URL (${value.length} characters without a ://)`)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) throw new Error(`"${withoutSecrets(value)}" is not an http(s) URL`)
  if (parsed.username !== '' || parsed.password !== '')
    throw new Error('holds a user name or password; credentials go into the variable of the key')
  if (parsed.search !== '' || parsed.hash !== '') throw new Error('ends in a query or fragment; give the base URL alone')
  return value
}

/** What was given, without what may be a password or key in it. */
function withoutSecrets(value: string): string {
  return value.replace(/\/\/[^/@]*@/, '//...@').replace(/[?#].*$/s, '?...')
}

export function authScheme(value: string): AuthScheme {
  if (value === 'bearer') return { kind: 'bearer' }
  if (value === 'api-key') return { kind: 'header', name: 'api-key' }
  if (value === 'subscription-key') return { kind: 'header', name: 'Ocp-Apim-Subscription-Key' }
  const name = /^header:([!#$%&'*+.^_`|~0-9A-Za-z-]+)$/.exec(value)?.[1]
  if (name === undefined) throw new Error(`is none of bearer, api-key, subscription-key, header:<Name>`)
  return { kind: 'header', name }
}

export function headersObject(value: string): Readonly<Record<string, string>> {
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    throw new Error('is not JSON')
  }
  if (!isStringRecord(parsed)) throw new Error('is not a JSON object of header names and text values')
  const badName = Object.keys(parsed).find((name) => !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
  if (badName !== undefined) throw new Error(`"${badName}" is not a header name`)
  const badValue = Object.entries(parsed).find(([, content]) => /[\r\n\0]|[^\t\x20-\x7e\x80-\xff]/.test(content))
  if (badValue !== undefined) throw new Error(`the value of "${badValue[0]}" has a character that no HTTP header can carry`)
  const framing = Object.keys(parsed).find((name) =>
    /^(host|content-length|content-type|transfer-encoding|connection|keep-alive|upgrade|expect)$/i.test(name),
  )
  if (framing !== undefined) throw new Error(`"${framing}" belongs to the request itself and cannot be set`)
  return parsed
}

function isStringRecord(value: unknown): value is Record<string, string> & Headers {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((content) => typeof content === 'string')
  )
}

export function oneOf<const T extends readonly string[]>(choices: T): (value: string) => T[number] {
  return (value) => {
    const found: T[number] | undefined = choices.find((choice) => choice === value)
    if (found === undefined) throw new Error(`"${value}" is none of ${choices.join(', ')}`)
    return found
  }
}

export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value)
    if (!/^\d+$/.test(value) || number < least || number > most)
      throw new Error(`"${value}" is not a whole number from ${least} to ${most}`)
    return number
  }
}

export function flag(value: string | undefined): boolean {
  if (value === undefined || value === '0' || value === 'false') return false
  if (value === '1' || value === 'true') return true
  throw new Error(`"${value}" is neither 1 nor 0`)
}
