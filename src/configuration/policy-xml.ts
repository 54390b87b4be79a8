import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { maskExpressions, unmask } from './csharp.ts'
import type { Origin, Policy, Statement } from './export.ts'
import { SECTIONS } from './export.ts'
import { masked } from './masking.ts'

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  captureMetaData: true,
  parseTagValue: false,
  parseAttributeValue: false,
})
const ATTRIBUTES = ':@'
const TEXT = '#text'

/**
 * Reads a policy document or a fragment. Never throws: what cannot be read says why, and where. `embeddedAt` is the line
 * of the JSON property that holds the whole text, when it is not a file of its own.
 */
export function parsePolicy(source: string, file: string, embeddedAt: number | null = null): Policy {
  const xml = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  const unreadable = (line: number, reason: string): Policy => ({
    kind: 'unreadable',
    at: { file, line: embeddedAt ?? line },
    reason,
  })
  const origin = (position: number): Origin => ({ file, line: embeddedAt ?? lineAt(xml, position) })

  const masked = maskExpressions(xml)
  if (masked.kind === 'unclosed')
    return unreadable(lineAt(xml, masked.position), 'a C# expression is opened here and never closed')
  if (/<!DOCTYPE/i.test(masked.text)) return unreadable(1, 'it has a DOCTYPE, which no policy document has')
  const valid = XMLValidator.validate(masked.text)
  if (valid !== true) return unreadable(valid.err.line, `it is not well-formed XML: ${withoutLiterals(unmask(valid.err.msg))}`)

  try {
    const parsed: unknown = PARSER.parse(masked.text)
    const roots = statementsOf(parsed, origin)
    const [root, second] = roots
    if (!root) return unreadable(1, 'it is empty')
    if (second) return unreadable(second.at.line, `it has a second root element, <${second.name}>`)
    return checkRoot(root) ?? { kind: 'read', root }
  } catch (error) {
    return unreadable(1, `the XML parser gave up: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The parser quotes what it stumbles over, which may be the rest of a password with a quote in it. */
function withoutLiterals(message: string): string {
  return message.replace(/'[^']*'/g, (quoted) => masked(quoted, 'word'))
}

function checkRoot(root: Statement): Policy | null {
  if (root.name === 'fragment') return null
  if (root.name !== 'policies') {
    return { kind: 'unreadable', at: root.at, reason: `its root is <${root.name}>, not <policies> or <fragment>` }
  }
  const second = root.children.find(({ name }, index) => root.children.findIndex((other) => other.name === name) < index)
  if (second !== undefined)
    return { kind: 'unreadable', at: second.at, reason: `it has a second <${second.name}>, as a merge may leave it` }
  const stranger = root.children.find((child) => !SECTIONS.some((section) => section === child.name))
  if (!stranger) return null
  return { kind: 'unreadable', at: stranger.at, reason: `<${stranger.name}> is no section; APIM has ${SECTIONS.join(', ')}` }
}

/** The parser's ordered output: each entry has one key that is the element's name, beside attributes and position. */
function statementsOf(entries: unknown, origin: (position: number) => Origin): Statement[] {
  if (!Array.isArray(entries)) return []
  return entries.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return []
    const name = Object.keys(entry).find((key) => key !== ATTRIBUTES && key !== TEXT)
    if (name === undefined || name.startsWith('?')) return []
    const content = entry[name]
    return [
      {
        name,
        attributes: attributesOf(entry[ATTRIBUTES]),
        text: textOf(content),
        children: statementsOf(content, origin),
        at: origin(positionOf(entry)),
      },
    ]
  })
}

function attributesOf(attributes: unknown): Record<string, string> {
  if (!isRecord(attributes)) return {}
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, unmask(String(value)).trim()]))
}

function textOf(content: unknown): string {
  if (!Array.isArray(content)) return ''
  const texts = content.flatMap((entry: unknown) => (isRecord(entry) && TEXT in entry ? [String(entry[TEXT])] : []))
  return unmask(texts.join('')).trim()
}

function positionOf(entry: Record<PropertyKey, unknown>): number {
  const symbol: unknown = XMLParser.getMetaDataSymbol()
  const meta = typeof symbol === 'symbol' ? entry[symbol] : undefined
  return isRecord(meta) && typeof meta.startIndex === 'number' ? meta.startIndex : 0
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null
}
