import type { Call, Value } from '../call.ts'
import type { Backend } from '../configuration/service.ts'
import type { ValueCache } from './cache.ts'
import type { Element } from './xml.ts'

export const SECTIONS = ['inbound', 'backend', 'outbound', 'on-error'] as const
export type Section = (typeof SECTIONS)[number]

/** `end`: the call is answered, nothing more of the pipeline runs. */
export type Flow = 'on' | 'end'

/** How forward-request sends. Times in milliseconds. */
export interface ForwardOptions {
  /** To the response's headers. */
  readonly timeoutMs: number
  readonly bufferRequest: boolean
  readonly bufferResponse: boolean
}

/** What a statement has in its hands when it runs. */
export interface Run {
  readonly call: Call
  /** Runs the same section of the next broader scope. */
  readonly base: () => Promise<Flow>
  /** Sends the request to the backend and puts the answer in `call.response`. */
  readonly forward: (call: Call, options: ForwardOptions) => Promise<void>
}

export type Step = (run: Run) => Flow | Promise<Flow>

/** A text with named values filled in, and evaluated when it is an expression. */
export type Text = (call: Call) => string

/** What a statement is compiled with. */
export interface Compiler {
  readonly section: Section
  /** What set-header and set-body change. */
  readonly target: 'request' | 'response'
  /** The policy document that runs; a fragment counts as part of the document that includes it. */
  readonly document: string
  /** False where calls come faster than life would send them, and limits let all of them pass. */
  readonly countsCalls: boolean
  readonly cache: ValueCache
  /** An access token of the service's identity for the resource. */
  readonly entraToken: (resource: string) => string
  /** Notes that a statement asks a token service, and for which resource; null where only a call tells. */
  asksForToken(element: Element, resource: string | null): void
  steps(elements: readonly Element[]): Step
  /** The same, for elements that shape an answer. */
  answerSteps(elements: readonly Element[]): Step
  fragment(name: string): Step
  readonly backendNames: readonly string[]
  /** Does anything answer at the URL of a backend? */
  isServed(url: string): boolean
  /** @throws Unrunnable when the export has no such backend. */
  backend(name: string, element: Element): Backend
  /** @throws Unrunnable for an expression outside the subset, or a named value without a value. */
  text(source: string): Text
  value(source: string): (call: Call) => Value
  /** The same for what is decided in the middle of a statement, when bodies that it reads may still be on the wire. */
  condition(source: string): (call: Call) => Promise<boolean>
  /** Does anything that can change an answer read the variable? */
  isRead(variable: string): boolean
  /** Null when the element has no such attribute. */
  attribute(element: Element, name: string): Text | null
  /** @throws Unrunnable when it is missing. */
  required(element: Element, name: string): Text
  report(element: Element, reason: string, instead: string, matters: boolean): void
}

/** One policy statement. */
export interface Statement {
  /** Where API Management allows it. */
  readonly sections: readonly Section[]
  /** @throws Unrunnable when this use of it cannot be run; it is then reported and passed over. */
  readonly compile: (element: Element, compiler: Compiler) => Step
}

/** A step that only changes the call. */
export function change(act: (call: Call) => void): Step {
  return ({ call }) => {
    act(call)
    return 'on'
  }
}

export function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true')
}

/** The `<value>` children. */
export function values(element: Element, compiler: Compiler): Text[] {
  return element.children.filter((child) => child.name === 'value').map((child) => compiler.text(child.text.trim()))
}
