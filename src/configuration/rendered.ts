import type { Placed } from './effective.ts'
import type { Statement } from './export.ts'
import { masked, type Position } from './masking.ts'

/** A statement as lines for people, without the literals in it that may be secrets. */
export function render({ statement, children }: Placed, parent: Statement | null = null): string[] {
  const open = `<${statement.name}${attributesOf(statement)}`
  const text = oneLine(masked(statement.text, positionOfText(statement, parent)))
  if (children.length === 0) return [text === '' ? `${open} />` : `${open}>${text}</${statement.name}>`]
  const inner = children.flatMap((child) => render(child, statement))
  return [`${open}>`, ...inner.map((line) => `  ${line}`), `</${statement.name}>`]
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function attributesOf(statement: Statement): string {
  return Object.entries(statement.attributes)
    .map(([name, value]) => ` ${name}="${oneLine(masked(value, positionOfAttribute(name, statement)))}"`)
    .join('')
}

function positionOfAttribute(name: string, statement: Statement): Position {
  if (name === 'value') return positionOfValue(statement)
  if (statement.name === 'find-and-replace') return 'value'
  return ATTRIBUTES.find(({ names }) => names.test(name))?.position ?? 'word'
}

/** The first that fits; all others are words. */
const ATTRIBUTES: readonly { readonly names: RegExp; readonly position: Position }[] = [
  { names: /^template$/, position: 'template' },
  { names: /(?:^|-)(?:name|id)$/, position: 'name' },
  { names: /^(?:counter-key|allow-credentials)$/, position: 'word' },
  {
    names: /password|secret|credential|signature|connection-string|^body$|(?:^|-)(?:key|token)$|^token-value$/,
    position: 'credential',
  },
]

function positionOfText(statement: Statement, parent: Statement | null): Position {
  if (statement.name === 'value') return parent === null ? 'credential' : positionOfValue(parent)
  return TEXTS[statement.name] ?? (/password|secret|token$|connection-string/i.test(statement.name) ? 'credential' : 'word')
}

/** The texts of statements that are no words. */
const TEXTS: Readonly<Record<string, Position>> = {
  /** The keys of validate-jwt. */
  key: 'credential',
  'set-body': 'value',
  message: 'value',
  audience: 'name',
  'application-id': 'name',
}

/** What a statement sets, by the name of what it sets. */
function positionOfValue({ name: statement, attributes: { name = '' } }: Statement): Position {
  if (statement === 'check-header' || /key|secret|token|passw|pwd|auth|cookie|credential|^code$|^sig/i.test(name))
    return 'credential'
  return statement === 'claim' || /version|model|deployment|region|timeout/i.test(name) ? 'word' : 'value'
}
