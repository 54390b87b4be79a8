import type { Document } from 'yaml'
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'

/** A value of a JSON or YAML file together with its line. */
export interface Located {
  readonly line: number
  readonly kind: 'map' | 'list' | 'scalar' | 'nothing'
  /** The value at a path of keys; null when it is not there. */
  get(...keys: readonly string[]): Located | null
  readonly entries: readonly { readonly key: string; readonly value: Located }[]
  readonly items: readonly Located[]
  /** The scalar as text; null for a map, a list or null. */
  readonly text: string | null
  /** Null when it is no boolean. */
  readonly flag: boolean | null
}

export type Parsed =
  | { readonly kind: 'read'; readonly root: Located }
  | { readonly kind: 'unreadable'; readonly line: number; readonly reason: string }

/** Reads JSON or YAML (of which JSON is a part) so that every value knows its line. */
export function parseLocated(text: string): Parsed {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false })
  const error = document.errors[0]
  if (error) {
    return { kind: 'unreadable', line: lines.linePos(error.pos[0]).line, reason: error.message.split('\n')[0] ?? error.code }
  }
  return { kind: 'read', root: located(document.contents, 1, document, lines) }
}

function located(node: unknown, keyLine: number, document: Document, lines: LineCounter): Located {
  const content = isAlias(node) ? node.resolve(document) : node
  const scalar = isScalar(content) ? content.value : null
  const self: Located = {
    line: keyLine,
    kind: isMap(content) ? 'map' : isSeq(content) ? 'list' : scalar === null ? 'nothing' : 'scalar',
    get: (...keys) => {
      const [first, ...rest] = keys
      if (first === undefined) return self
      return self.entries.find((entry) => entry.key === first)?.value.get(...rest) ?? null
    },
    get entries() {
      if (!isMap(content)) return []
      return content.items.flatMap((pair) => {
        if (!isScalar(pair.key)) return []
        return [{ key: String(pair.key.value), value: located(pair.value, lineOf(pair.key, keyLine, lines), document, lines) }]
      })
    },
    get items() {
      if (!isSeq(content)) return []
      return content.items.map((item) => located(item, lineOf(item, keyLine, lines), document, lines))
    },
    text: scalar === null ? null : String(scalar),
    flag: typeof scalar === 'boolean' ? scalar : null,
  }
  return self
}

function lineOf(node: unknown, otherwise: number, lines: LineCounter): number {
  const hasRange = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)
  const start = hasRange ? node.range?.[0] : undefined
  return start === undefined ? otherwise : lines.linePos(start).line
}
