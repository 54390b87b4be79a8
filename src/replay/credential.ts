import { randomBytes, randomInt } from 'node:crypto'
import type { AuthScheme, Credential } from '../model.ts'

/** How a credential stands in a request, with a word in place of the key: both the request and the curl line are written from it. */
export type Presented =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'header'; readonly name: string; readonly prefix: string; readonly key: 'right' | 'wrong' | 'empty' }
  | { readonly kind: 'query'; readonly name: string; readonly key: 'right' | 'wrong' | 'empty' }
  /** `Authorization: Basic` with the right key as the user and no password, as `curl -u "$KEY:"` sends it. */
  | { readonly kind: 'basic' }

export type Header = readonly [name: string, value: string]

export interface Keys {
  /** Null when the target has none. */
  readonly right: string | null
  readonly wrong: string
}

/** @param scheme the target's default, which every variant but `right-as` and `wrong-scheme` uses */
export function present(credential: Credential, scheme: AuthScheme, hasKey: boolean): Presented {
  switch (credential.kind) {
    case 'none':
      return { kind: 'nothing' }
    case 'right':
      return hasKey ? under(scheme, 'right') : { kind: 'nothing' }
    case 'right-as':
      return hasKey ? under(credential.scheme, 'right') : { kind: 'nothing' }
    case 'wrong-scheme':
      return hasKey ? { kind: 'basic' } : { kind: 'nothing' }
    case 'empty':
    case 'wrong':
      return under(scheme, credential.kind)
  }
}

function under(scheme: AuthScheme, key: 'right' | 'wrong' | 'empty'): Presented {
  switch (scheme.kind) {
    case 'bearer':
      return { kind: 'header', name: 'Authorization', prefix: 'Bearer ', key }
    case 'header':
      return { kind: 'header', name: scheme.name, prefix: '', key }
    case 'query':
      return { kind: 'query', name: scheme.name, key }
  }
}

/** The header that carries it, as it goes over the wire. */
export function headerOf(presented: Presented, keys: Keys): Header | null {
  if (presented.kind === 'header') return [presented.name, presented.prefix + keyText(presented.key, keys)]
  if (presented.kind === 'basic') return ['Authorization', `Basic ${basicOf(keys.right ?? '')}`]
  return null
}

/** The URL with the credential in its query, for the schemes that put it there. */
export function urlWith(url: string, presented: Presented, keys: Keys): string {
  return presented.kind === 'query' ? withQuery(url, presented.name, encodeURIComponent(keyText(presented.key, keys))) : url
}

export function withQuery(url: string, name: string, encodedValue: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${encodeURIComponent(name)}=${encodedValue}`
}

export const basicOf = (key: string): string => Buffer.from(`${key}:`).toString('base64')

/**
 * The configured extra headers that go along with a credential. Those that would stand in for it are left out: the
 * header that the variant itself writes, and the one in which the target expects the key. Otherwise an `Authorization`
 * among TARGET_HEADERS would answer for the empty, the wrong and the missing key alike, and nobody would notice that
 * the gateway never saw the variant. Other credentials among them, such as the subscription key of a gateway further
 * out, stay: without them the variant would not get as far as the hop that is to judge it. When there is no key at all,
 * an `Authorization` among them is the right credential, and goes with `right`.
 */
export function extraHeaders(
  extra: Readonly<Record<string, string>>,
  presented: Presented,
  scheme: AuthScheme,
  credential: Credential,
  hasKey: boolean,
): readonly Header[] {
  if (credential.kind === 'right' && !hasKey) return Object.entries(extra)
  const taken = new Set(
    [presented, under(scheme, 'right')].flatMap((one) =>
      one.kind === 'header' ? [one.name.toLowerCase()] : one.kind === 'basic' ? ['authorization'] : [],
    ),
  )
  return Object.entries(extra).filter(([name]) => !taken.has(name.toLowerCase()))
}

/**
 * The values of configured headers that look secret, by the header's name or by their own look: long, in one word, with
 * digits. The others (`X-Portkey-Provider: openai`) are ordinary words, and must not vanish from every answer.
 */
export function secretHeaders(extra: Readonly<Record<string, string>>): readonly string[] {
  const secretName =
    /(?:^|[-_])(?:[a-z]*auth[a-z]*|(?:api)?key|[a-z]*token|secret|cookie|password|credentials?|signature)(?:[-_]|$)/i
  const secretLook = /^(?=.*\d)[\w.~+/=:-]{16,}$/
  return Object.entries(extra).flatMap(([name, value]) => (secretName.test(name) || secretLook.test(value) ? [value] : []))
}

function keyText(key: 'right' | 'wrong' | 'empty', keys: Keys): string {
  return key === 'right' ? (keys.right ?? '') : key === 'wrong' ? keys.wrong : ''
}

/**
 * A key that nobody has: of the same shape as the right one, so that it is refused for being wrong and not for being
 * malformed, and drawn anew for every run, so that nobody can have put it on a list.
 */
export function wrongKeyFor(right: string | null): string {
  const fallback = randomBytes(16).toString('hex')
  if (right === null || right.length < 8) return fallback
  const prefix = /^sk-(?:[a-z]{2,6}-)?/.exec(right)?.[0] ?? ''
  const rest = right.slice(prefix.length)
  const lowers = /^[0-9a-f]*$/.test(rest) ? 'abcdef' : 'abcdefghijklmnopqrstuvwxyz'
  const draw = (alphabet: string): string => alphabet.charAt(randomInt(alphabet.length))
  const wrong =
    prefix +
    rest
      .replace(/[a-z]/g, () => draw(lowers))
      .replace(/[A-Z]/g, () => draw('ABCDEFGHIJKLMNOPQRSTUVWXYZ'))
      .replace(/[0-9]/g, () => draw('0123456789'))
  return wrong === right ? fallback : wrong
}
