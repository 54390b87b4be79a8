import { codeOf } from './csharp.ts'
import type { Statement } from './export.ts'

/** What a statement does with the body of the answer, in its own words. */
export type Reading =
  | { readonly kind: 'none' }
  /** `keeps`: the body is there for those who come after. `sure`: no condition inside the expression decides. */
  | { readonly kind: 'reads'; readonly keeps: boolean; readonly sure: boolean }

const NONE: Reading = { kind: 'none' }
/** Aliases (`var answer = context.Response;`) are not followed. Whether there is a body is no question about what it says. */
const BODY = /context\??\.Response\)?\??\.Body(?!\w|[!=]=)/
const AS = /\.Body\??\.As(?:<[^()]*>|\w*)?\((?<arguments>[^()]*)\)/g

/** @param texts attributes, text and parts of one statement, as they were written */
export function readingOf(texts: readonly string[]): Reading {
  const readings = texts.map(readingIn).filter((reading) => reading.kind === 'reads')
  if (readings.length === 0) return NONE
  return { kind: 'reads', keeps: readings.every(({ keeps }) => keeps), sure: readings.some(({ sure }) => sure) }
}

function readingIn(text: string): Reading {
  if (!/@[({]/.test(text)) return NONE
  const code = codeOf(text).replace(/\s+/g, '')
  if (!BODY.test(code)) return NONE
  const sure = !/\bif\(|&&|\|\||\?(?![.?[])(?<!\?\?)/.test(code)
  if (!sure && asksForStreams(text)) return NONE
  const keeps = [...code.matchAll(AS)].every(({ groups }) => groups?.arguments?.endsWith('true') === true)
  return { kind: 'reads', keeps, sure }
}

/** Who asks what kind of answer it is knows of streams, and may be trusted to leave them alone. */
export const asksForStreams = (text: string): boolean => /event-stream|content-?type|"stream"/i.test(text)

/** A statement's own words: its attributes, its text, and what of its children is no statement. */
export const wordsOf = (statement: Statement): readonly string[] => [
  statement.text,
  ...Object.values(statement.attributes),
  ...statement.children.filter(({ name }) => PARTS.includes(name)).flatMap(wordsOf),
]

/** All words in a statement that holds statements about another request or answer than the call's own. */
export const allWordsOf = ({ text, attributes, children }: Statement): readonly string[] => [
  text,
  ...Object.values(attributes),
  ...children.flatMap(allWordsOf),
]

/** What stands in a statement and is none itself. */
export const PARTS = ['value', 'message', 'metadata', 'dimension']
