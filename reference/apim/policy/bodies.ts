import { buffer } from 'node:stream/consumers'
import type { Call } from '../call.ts'
import type { Side } from '../expression/members.ts'
import type { Flow, Step } from './step.ts'
import type { Element } from './xml.ts'

/** Takes the bodies that an expression reads off the wire, for expressions do not wait. */
export async function holdBodies(call: Call, sides: ReadonlySet<Side>): Promise<void> {
  const { request, response } = call
  if (sides.has('request') && request.body.kind === 'stream') {
    request.body = { kind: 'bytes', bytes: await buffer(request.body.stream) }
  }
  if (sides.has('response') && response !== null && !Buffer.isBuffer(response.body)) response.body = await buffer(response.body)
}

/**
 * What a statement that only reports does to a message when it reads the body: without `preserveContent: true` nothing of it is
 * left (azure-docs#115539; Microsoft Learn, policy expressions, As<T>), and an answer goes on when it is whole. Null for a
 * statement that does not read it.
 */
export function readingOf(element: Element): Step | null {
  const request = keeping(element, /context\.Request\??\.Body[?!]?\.As</)
  const response = keeping(element, /context\.Response\??\.Body[?!]?\.As</)
  if (request === null && response === null) return null
  return async ({ call }): Promise<Flow> => {
    if (request !== null) await holdBodies(call, new Set(['request']))
    if (request === false && call.request.body.kind === 'bytes') call.request.body = { kind: 'bytes', bytes: Buffer.alloc(0) }
    if (call.response !== null && response === true) call.response.buffering = 'whole'
    if (call.response !== null && response === false) call.response.body = Buffer.alloc(0)
    return 'on'
  }
}

/** Null where nothing reads the body. */
function keeping(element: Element, reads: RegExp): boolean | null {
  const readings = wordsOf(element).filter((text) => reads.test(text))
  if (readings.length === 0) return null
  return readings.every((text) => /preserveContent\s*:\s*true|\(\s*true\s*\)/.test(text))
}

const wordsOf = ({ text, attributes, children }: Element): string[] => [
  text,
  ...Object.values(attributes),
  ...children.flatMap(wordsOf),
]
