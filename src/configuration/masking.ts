import { endOfExpression, replaceStrings } from './csharp.ts'

/**
 * What stands in the place of a literal that may be a secret. An export's secrets cannot be known by their values, as those of a
 * run are: so what is shown is what is known to be none, by where it stands and by its shape.
 */
const MASK = '***'

/** Where a text stands, which decides what may be shown of it. */
export type Position =
  /** A name that someone gave: nothing of it is hidden. */
  | 'name'
  /** Settings, reasons and other words of policies. */
  | 'word'
  /** The path of a rewrite, with its query. */
  | 'template'
  /** What a policy puts into a header, a variable, a body. */
  | 'value'
  /** A credential, by its name. */
  | 'credential'

/** A text of a policy for people; named values and the code of expressions stay. */
export function masked(text: string, position: Position): string {
  const start = text.search(/@[({]/)
  if (start === -1) return maskedLiteral(text, position)
  const end = endOfExpression(text, start) ?? text.length
  const expression = replaceStrings(text.slice(start, end), (content, before) => maskedString(content, before, position))
  return `${maskedLiteral(text.slice(0, start), position)}${expression}${end < text.length ? masked(text.slice(end), position) : ''}`
}

/** The address of a backend or of a request, without what it says of credentials. */
export function maskedAddress(address: string): string {
  return masked(address, 'word')
}

function maskedLiteral(text: string, position: Position): string {
  if (position === 'name') return text
  if (position === 'template') return maskedTemplate(text)
  if (position !== 'credential' && isAddress(text)) return maskedUrl(text)
  // Odd ones are the named values.
  return text
    .split(/(\{\{[^{}]+\}\})/)
    .map((part, index) => (index % 2 === 1 ? part : maskedPart(part, position)))
    .join('')
}

function maskedPart(part: string, position: Position): string {
  if (part.trim() === '' || /^(?:Bearer|Basic)\s+$/i.test(part)) return part
  if (position === 'credential') return MASK
  if (HARMLESS.test(part.trim()) || (position === 'word' && isWords(part))) return part
  return part.startsWith('/') ? maskedTarget(part) : MASK
}

const HARMLESS = new RegExp(
  `^(?:${[
    '\\d{1,6}(?:\\.\\d{1,6})?',
    '\\d{4}-\\d{2}-\\d{2}(?:-preview)?',
    'true|false|yes|no|on|off|none|null|\\*|gzip|identity|close|keep-alive|no-cache|no-store|GET|POST|PUT|PATCH|DELETE',
    '(?:application|audio|font|image|message|multipart|text|video)/[a-z*][a-z.+-]{0,40}(?:;\\s*charset=utf-8)?',
  ].join('|')})$`,
  'i',
)

/** Words, versions and addresses of hosts: no part of them is long, or letters and digits all mixed up. */
function isWords(text: string): boolean {
  return text.split(/[\s\-_./:,;!'*…]+/).every((word) => /^(?:[a-z]{0,20}|\d{1,6}|[a-z]{1,8}\d{1,4})$/i.test(word))
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const SEGMENT_OF_NAMES = /^(?:[^{}]*\{\{?[^{}]+\}\}?)+[^{}]*$/

const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text)

function maskedUrl(url: string): string {
  const [, scheme = '', authority = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)([\s\S]*)$/i.exec(url) ?? []
  const at = authority.lastIndexOf('@')
  return `${scheme}${at === -1 ? '' : `${MASK}@`}${authority.slice(at + 1)}${maskedTarget(rest)}`
}

/** What follows the host: a path of words, the names of its query, no fragment. */
function maskedTarget(target: string): string {
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#[\s\S]*)?$/.exec(target) ?? []
  const shown = path.split('/').map((segment) => (isPlainSegment(segment) ? segment : MASK))
  return `${shown.join('/')}${maskedQuery(query)}${fragment === '' ? '' : `#${MASK}`}`
}

function isPlainSegment(segment: string): boolean {
  const fixed = SEGMENT_OF_NAMES.test(segment) ? segment.replace(/\{\{?[^{}]+\}\}?/g, '') : segment
  return GUID.test(fixed) || isWords(fixed)
}

/** A rewrite’s path is what the check is about, and is shown whole. */
function maskedTemplate(template: string): string {
  const query = template.indexOf('?')
  return query === -1 ? template : `${template.slice(0, query)}${maskedQuery(template.slice(query))}`
}

/** `query` with its question mark, or empty. */
function maskedQuery(query: string): string {
  if (query === '') return ''
  const pairs = query.slice(1).split('&')
  return `?${pairs.map(maskedPair).join('&')}`
}

function maskedPair(pair: string): string {
  const equals = pair.indexOf('=')
  if (equals === -1) return isWords(pair) ? pair : MASK
  const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)]
  const isShown = value === '' || HARMLESS.test(value) || /^\{\{?[^{}]+\}\}?$/.test(value) || name.toLowerCase() === 'api-version'
  return `${name}=${isShown ? value : MASK}`
}

/** Strings that index something, or are compared with a path or with the name of something, are names. */
const BEFORE_NAME = new RegExp(
  `(?:${[
    '\\[',
    '\\b(?:GetValueOrDefault(?:<[^<>()]*>)?|ContainsKey|TryGetValue)\\(',
    '\\.Path(?:\\.ToLower(?:Invariant)?\\(\\))?\\.(?:StartsWith|EndsWith|Contains)\\(',
    '(?:\\bcontext\\.(?:Operation|Api|Product)\\.(?:Id|Name)|\\.Key|\\.Path)\\s*[!=]=',
  ].join('|')})\\s*$`,
)

function maskedString(content: string, before: string, position: Position): string {
  const isPunctuation = !/[a-z0-9]/i.test(content.replace(/\{\{[^{}]+\}\}/g, ''))
  if (isPunctuation || BEFORE_NAME.test(before) || /^(?:Bearer|Basic)\s*$/i.test(content)) return content
  if (position === 'credential') return maskedLiteral(content, position)
  if (position === 'template') return maskedLiteral(content, content.startsWith('/') ? position : 'word')
  return isShort(content) ? content : maskedLiteral(content, 'value')
}

/** `yes`, `none`, `images-edits`: in the code of an expression, too little for a secret that someone generated. */
const isShort = (content: string): boolean => content.length <= 8 || (content.length <= 12 && isWords(content))
