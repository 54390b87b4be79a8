import { change, type Step } from './step.ts'
import type { Element } from './xml.ts'

/**
 * What a statement that only reports does to the answer when it reads the body: the answer goes on when it is whole, and
 * without `preserveContent: true` nothing of it is left (azure-docs#115539; Microsoft Learn, policy expressions, As<T>).
 * Null for a statement that does not read it.
 */
export function readingOfAnswer(element: Element): Step | null {
  const readings = wordsOf(element).filter((text) => /context\.Response\??\.Body\??\.As</.test(text))
  if (readings.length === 0) return null
  const kept = readings.every((text) => /preserveContent\s*:\s*true|\(\s*true\s*\)/.test(text))
  return change(({ response }) => {
    if (response === null) return
    if (kept) response.buffering = 'whole'
    else response.body = Buffer.alloc(0)
  })
}

const wordsOf = ({ text, attributes, children }: Element): string[] => [
  text,
  ...Object.values(attributes),
  ...children.flatMap(wordsOf),
]
