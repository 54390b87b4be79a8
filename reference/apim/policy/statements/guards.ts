import { refusedBy } from '../../answers.ts'
import type { Call } from '../../call.ts'
import { Unrunnable } from '../../expression/tokens.ts'
import { type Compiler, change, type Statement, type Step, type Text, values } from '../step.ts'
import type { Element } from '../xml.ts'

/** Statements that refuse a call by looking at it. */
export const GUARD_STATEMENTS: Readonly<Record<string, Statement>> = {
  'check-header': { sections: ['inbound'], compile: checkHeader },
  'validate-jwt': { sections: ['inbound'], compile: (element, compiler) => validateToken(element, compiler, 'JWT') },
  'validate-azure-ad-token': {
    sections: ['inbound'],
    compile: (element, compiler) => validateToken(element, compiler, 'Azure AD JWT'),
  },
  'validate-content': {
    sections: ['inbound', 'outbound', 'on-error'],
    compile: (element, compiler) => (compiler.target === 'request' ? validateContent : validateAnswer)(element, compiler),
  },
}

function checkHeader(element: Element, compiler: Compiler): Step {
  const name = compiler.required(element, 'name')
  const status = compiler.required(element, 'failed-check-httpcode')
  const message = compiler.required(element, 'failed-check-error-message')
  const ignoreCase = (element.attributes['ignore-case'] ?? 'false').toLowerCase() === 'true'
  const folded = (text: string) => (ignoreCase ? text.toLowerCase() : text)
  const allowed = values(element, compiler)
  return change((call) => {
    const found = call.request.headers.all(name(call))
    const [value] = found
    const passes =
      value !== undefined &&
      found.length === 1 &&
      (allowed.length === 0 || allowed.some((text) => folded(text(call)) === folded(value)))
    if (passes) return
    throw refusedBy(
      'check-header',
      value === undefined ? 'HeaderNotFound' : 'HeaderValueNotAllowed',
      Number(status(call)),
      message(call),
    )
  })
}

/**
 * Presence, scheme, shape, time and audience of the token. Its signature is not checked: the keys are published on the network, and
 * nothing here goes there.
 */
function validateToken(element: Element, compiler: Compiler, kind: string): Step {
  const token = tokenReader(element, compiler)
  const status = compiler.attribute(element, 'failed-validation-httpcode') ?? (() => '401')
  const message = compiler.attribute(element, 'failed-validation-error-message')
  const audiences = texts(element, 'audiences', 'audience', compiler)
  const issuers = texts(element, 'issuers', 'issuer', compiler)
  const needsExpiry = (element.attributes['require-expiration-time'] ?? 'true').toLowerCase() !== 'false'
  compiler.report(
    element,
    'The signature and the claims of a token cannot be checked offline.',
    'A token that looks right passes.',
    true,
  )
  return change((call) => {
    const refuse = (reason: string, text: string) =>
      refusedBy(element.name, reason, Number(status(call)), message?.(call) ?? text)
    const value = token(call)
    if (value === null) throw refuse('TokenNotPresent', `${kind} not present.`)
    const claims = claimsOf(value)
    if (claims === null) throw refuse('JwtInvalid', `Invalid ${kind}.`)
    const expiry = claims.exp
    if (typeof expiry === 'number' ? expiry * 1000 < Date.now() : needsExpiry) throw refuse('TokenExpired', `Invalid ${kind}.`)
    if (!accepted(claims.aud, audiences, call)) throw refuse('TokenAudienceNotAllowed', `Invalid ${kind}.`)
    if (!accepted(claims.iss, issuers, call)) throw refuse('TokenIssuerNotAllowed', `Invalid ${kind}.`)
  })
}

function tokenReader(element: Element, compiler: Compiler): (call: Call) => string | null {
  const direct = compiler.attribute(element, 'token-value')
  if (direct !== null) return (call) => direct(call)
  const query = compiler.attribute(element, 'query-parameter-name')
  if (query !== null) return (call) => call.request.query.get(query(call))
  const header = compiler.attribute(element, 'header-name') ?? (() => 'Authorization')
  const scheme = compiler.attribute(element, 'require-scheme')
  return (call) => {
    const [, word = null, rest = ''] = /^(?:(\S+)\s+)?(\S+)$/.exec((call.request.headers.get(header(call)) ?? '').trim()) ?? []
    const isSchemeRight = scheme === null || word?.toLowerCase() === scheme(call).toLowerCase()
    return rest === '' || !isSchemeRight ? null : rest
  }
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | null {
  const parts = token.split('.')
  if (parts.length !== 3) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? { ...claims } : null
  } catch {
    return null
  }
}

function texts(element: Element, list: string, item: string, compiler: Compiler): Text[] {
  const found = element.children.find((child) => child.name === list)
  return (found?.children ?? []).filter((child) => child.name === item).map((child) => compiler.text(child.text.trim()))
}

function accepted(claim: unknown, allowed: readonly Text[], call: Call): boolean {
  const claims = Array.isArray(claim) ? claim : [claim]
  return allowed.length === 0 || allowed.some((text) => claims.includes(text(call)))
}

/** An answer is looked at when it is whole (Microsoft Learn, "Configure API for server-sent events"). */
function validateAnswer(element: Element, compiler: Compiler): Step {
  const mayRefuse = [element, ...element.children].some(({ attributes }) =>
    Object.values(attributes).some((value) => value.toLowerCase() === 'prevent'),
  )
  if (mayRefuse) compiler.report(element, 'Answers are not checked.', 'Every answer passes, held back until it is whole.', true)
  return change(({ response }) => {
    if (response !== null) response.buffering = 'whole'
  })
}

/** Type and length of the request's body. Messages: Microsoft Learn, "Validation errors", public response. */
function validateContent(element: Element, compiler: Compiler): Step {
  const prevents = (attribute: string) => element.attributes[attribute]?.toLowerCase() === 'prevent'
  const maxSize = Number(element.attributes['max-size'] ?? Number.NaN)
  if (prevents('size-exceeded-action') && Number.isNaN(maxSize)) throw new Unrunnable('max-size is no number')
  const types = element.children.filter((child) => child.name === 'content')
  const hasMap = element.children.some((child) => child.name === 'content-type-map')
  if (hasMap || types.some((type) => type.attributes.action?.toLowerCase() === 'prevent')) {
    compiler.report(
      element,
      'Bodies are not checked against schemas or mapped to other types.',
      'Only type and length are checked.',
      true,
    )
  }
  return change((call) => {
    const type = (call.request.headers.get('Content-Type') ?? '').split(';')[0]?.trim() ?? ''
    const refuse = (text: string) => refusedBy('validate-content', 'Bad request', 400, text)
    const size = Number(call.request.headers.get('Content-Length') ?? 0)
    if (prevents('size-exceeded-action') && size > maxSize) {
      throw refuse(`Request's body is ${size} bytes long and it exceeds the limit of ${maxSize} bytes.`)
    }
    const isSpecified = hasMap || types.some(({ attributes }) => (attributes.type ?? type).toLowerCase() === type.toLowerCase())
    if (prevents('unspecified-content-type-action') && !isSpecified)
      throw refuse(`Unspecified content type ${type} is not allowed.`)
  })
}
