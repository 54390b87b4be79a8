import { codeOf } from '../configuration/csharp.ts'
import type { Origin, Statement } from '../configuration/export.ts'
import { parsePolicy } from '../configuration/policy-xml.ts'
import type { Files } from './stand-ins.ts'

/** What runs or does not run by a condition that could not be decided. */
export interface Branches {
  /** The condition itself, and those that are only asked where it does not hold. */
  readonly conditions: readonly string[]
  /** The statements behind each of them, and those of `otherwise`. */
  readonly statements: readonly Statement[]
}

/** The branches of the `when` in this line; null where it cannot be found, as in a document that is part of a JSON file. */
export function branchesAt({ file, line }: Origin, files: Files): Branches | null {
  const policy = parsePolicy(files.get(file) ?? '', file)
  if (policy.kind === 'unreadable') return null
  const undecided = every(policy.root).flatMap(({ name, children }) => {
    const first = children.findIndex((child) => child.name === 'when' && child.at.line === line)
    return name === 'choose' && first >= 0 ? children.slice(first) : []
  })
  return undecided.length === 0 ? null : branchesOf(undecided)
}

export const branchesOf = (alternatives: readonly Statement[]): Branches => ({
  conditions: alternatives.flatMap(({ attributes }) => attributes.condition ?? []),
  statements: alternatives.flatMap(({ children }) => children),
})

const every = (statement: Statement): Statement[] => [statement, ...statement.children.flatMap(every)]

export const wordsOf = (statement: Statement): string[] =>
  every(statement).flatMap(({ attributes, text }) => [...Object.values(attributes), text])

const TYPE = '(?:string|int|long|double|bool|object|J(?:Object|Array|Token|Value)|IResponse)'
/** A body that is no JSON, a key or an item that is not there, a cast, a text that is no number, and nothing where something is asked. */
const STUMBLES = new RegExp(
  String.raw`\[|\bBody\b|\b(?:As|Parse|Substring|Remove|First|Last|Single|Value)\b|\bConvert\.|\(\s*${TYPE}\??\s*\)` +
    String.raw`|GetValueOrDefault\([^(),]*\)\s*\.|\bcontext\.(?:User|Product|Subscription|LastError|Response)\.|\bthrow\b`,
  'i',
)

/** Can working it out end the call with an error, or take the body away? In doubt it can. */
export const mayFail = (text: string): boolean => /@[({]/.test(text) && STUMBLES.test(codeOf(text))

/** Statements that change nothing of a call, unless they take its body away. */
const REPORTS = /^(?:trace|log-to-eventhub|(?:[a-z-]+-)?emit-(?:token-)?metric)$/

export const onlyReports = (statement: Statement): boolean =>
  REPORTS.test(statement.name) && !wordsOf(statement).some((text) => /\bBody\b/.test(text))

/** A header or a query parameter, by its name in lower case. */
export interface Field {
  readonly of: 'Headers' | 'Query'
  readonly name: string
}

/**
 * Does anything ask for the field, the condition of the `when` in this line apart, which is asked before its branches run? In doubt
 * something does: where fields are asked for by names that are computed, and in documents that cannot be read.
 */
export function isAskedFor(field: Field, when: Origin, files: Files): boolean {
  return [...files].some(([file, text]) => {
    if (!file.endsWith('.xml')) return asks(text, field)
    const policy = parsePolicy(text, file)
    return policy.kind === 'unreadable' || askingIn(policy.root, when).some((words) => asks(words, field))
  })
}

/** They name a field to write it. */
const WRITERS = ['set-header', 'set-query-parameter']

function askingIn(statement: Statement, when: Origin): string[] {
  const { name, attributes, text, children, at } = statement
  if (onlyReports(statement)) return []
  const isWhen = name === 'when' && at.file === when.file && at.line === when.line
  const asking = Object.entries(attributes).filter(([key]) => !((WRITERS.includes(name) && key === 'name') || isWhen))
  return [...asking.map(([, value]) => value), text, ...children.flatMap((child) => askingIn(child, when))]
}

const BY_OTHER_NAMES: Readonly<Record<Field['of'], RegExp>> = {
  Headers: /\.Headers\b(?!\s*(?:\.\s*(?:GetValueOrDefault|ContainsKey)\s*\(|\[)\s*\\?")/,
  Query: /\.QueryString\b|\.Query\b(?!\s*(?:\.\s*(?:GetValueOrDefault|ContainsKey)\s*\(|\[)\s*\\?")/,
}

function asks(words: string, { of, name }: Field): boolean {
  const text = words.toLowerCase()
  return text.trim() === name || ['"', "'"].some((quote) => text.includes(`${quote}${name}`)) || BY_OTHER_NAMES[of].test(words)
}
