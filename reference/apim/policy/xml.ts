import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { isRecord } from '../configuration/json.ts'
import { escapeExpressions, lineAt, PolicySyntaxError } from './raw-xml.ts'

/** An element of a policy document. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** The text directly inside it, as written. */
  readonly text: string
  /** Counted from 1. */
  readonly line: number
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  captureMetaData: true,
  cdataPropName: '#cdata',
  htmlEntities: true,
})

/**
 * Reads a policy document or a fragment in the `rawxml` format, in which expressions may hold `"`, `<` and `&`.
 * @returns its root element.
 * @throws PolicySyntaxError with the line.
 */
export function parsePolicyXml(text: string): Element {
  const escaped = escapeExpressions(text.replace(/^\uFEFF/, ''))
  const verdict = XMLValidator.validate(escaped)
  // The parser's own words quote the document, and with it what may be a key.
  if (verdict !== true) throw new PolicySyntaxError(`it is not well-formed XML (${verdict.err.code})`, verdict.err.line)
  const nodes = parsed(escaped)
  const [root] = elementsOf(nodes, escaped)
  if (root === undefined) throw new PolicySyntaxError('The document holds no element.', 1)
  return root
}

/** What is well-formed may still be refused, such as a document that names external entities. */
function parsed(text: string): unknown {
  try {
    return parser.parse(text)
  } catch (error) {
    throw new PolicySyntaxError(error instanceof Error ? error.message : String(error), 1)
  }
}

function elementsOf(nodes: unknown, text: string): Element[] {
  if (!Array.isArray(nodes)) return []
  return nodes.flatMap((node: unknown) => {
    const name = isRecord(node) ? Object.keys(node).find((key) => key !== ':@') : undefined
    if (!isRecord(node) || name === undefined || name.startsWith('#') || name.startsWith('?')) return []
    return [
      {
        name,
        attributes: attributesOf(node[':@']),
        children: elementsOf(node[name], text),
        text: textOf(node[name]),
        line: lineAt(text, startOf(node)),
      },
    ]
  })
}

function attributesOf(value: unknown): Record<string, string> {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)])) : {}
}

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return ''
  return nodes
    .map((node: unknown) => {
      if (!isRecord(node)) return ''
      return typeof node['#text'] === 'string' ? node['#text'] : textOf(node['#cdata'])
    })
    .join('')
}

/** The parser keeps the place of an element under a symbol of its own. */
function startOf(node: object): number {
  const [symbol] = Object.getOwnPropertySymbols(node)
  const meta: unknown = symbol === undefined ? undefined : Reflect.get(node, symbol)
  const start = isRecord(meta) ? meta.startIndex : undefined
  return typeof start === 'number' ? start : 0
}
