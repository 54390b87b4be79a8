import { internalError } from '../answers.ts'
import type { Value } from '../call.ts'
import type { Report } from '../configuration/not-run.ts'
import type { Backend } from '../configuration/service.ts'
import type { ApimExport } from '../export.ts'
import { compileExpression } from '../expression/compile.ts'
import { text as asText, EvaluationError } from '../expression/members.ts'
import { Unrunnable } from '../expression/tokens.ts'
import { PolicySyntaxError } from './raw-xml.ts'
import { readingOfAnswer } from './read-answer.ts'
import { STATEMENTS, WITHOUT_EFFECT } from './statements/known.ts'
import type { Compiler, Run, Section, Step, Text } from './step.ts'
import { type Element, parsePolicyXml } from './xml.ts'

/** A policy document, ready to run. A section that the document does not have is null: the broader scope's applies. */
export interface Policy {
  readonly file: string
  readonly sections: Readonly<Record<Section, Step | null>>
}

/** What policy documents refer to. */
export interface Resources {
  readonly files: ApimExport
  readonly fragments: ReadonlyMap<string, string>
  readonly backends: ReadonlyMap<string, Backend>
  /** Text of a named value; null when it has none. */
  readonly namedValue: (name: string) => string | null
  readonly entraToken: (resource: string) => string
  readonly countsCalls: boolean
  readonly report: Report
}

/** What the gateway does when no document says otherwise: API Management sets forward-request up at the global scope. */
export const DEFAULT_POLICY = '<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>'

/** Compiles a document. What cannot be run is reported; a document that cannot be read answers every call with a 500. */
export function compilePolicy(file: string, xml: string, resources: Resources): Policy {
  try {
    const root = parsePolicyXml(xml)
    const of = (section: Section) => {
      const element = root.children.find((child) => child.name === section)
      return element === undefined ? null : new PolicyCompiler(resources, file, file, section, []).steps(element.children)
    }
    return {
      file,
      sections: { inbound: of('inbound'), backend: of('backend'), outbound: of('outbound'), 'on-error': of('on-error') },
    }
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error
    const reason = `The document is not well-formed: ${error.message}`
    resources.report({
      file,
      line: error.line,
      element: 'policies',
      reason,
      instead: 'Every call in its scope is answered 500.',
      matters: true,
    })
    return {
      file,
      sections: { inbound: failing('policies', 'inbound', reason), backend: null, outbound: null, 'on-error': null },
    }
  }
}

function failing(source: string, section: Section, message: string): Step {
  return () => {
    throw internalError(source, 'PolicyCannotBeRead', message, section)
  }
}

const goOn: Step = () => 'on'

class PolicyCompiler implements Compiler {
  readonly section: Section
  readonly target: 'request' | 'response'
  readonly document: string
  readonly #resources: Resources
  /** Where the elements stand: the document, or a fragment. */
  readonly #file: string
  readonly #fragments: readonly string[]

  constructor(
    resources: Resources,
    document: string,
    file: string,
    section: Section,
    fragments: readonly string[],
    target: 'request' | 'response' = section === 'inbound' || section === 'backend' ? 'request' : 'response',
  ) {
    this.#resources = resources
    this.#file = file
    this.#fragments = fragments
    this.document = document
    this.section = section
    this.target = target
  }

  get countsCalls(): boolean {
    return this.#resources.countsCalls
  }

  get entraToken(): (resource: string) => string {
    return this.#resources.entraToken
  }

  steps(elements: readonly Element[]): Step {
    const steps = elements.map((element) => this.#statement(element))
    return async (run) => {
      for (const step of steps) if ((await step(run)) === 'end') return 'end'
      return 'on'
    }
  }

  answerSteps(elements: readonly Element[]): Step {
    return new PolicyCompiler(this.#resources, this.document, this.#file, this.section, this.#fragments, 'response').steps(
      elements,
    )
  }

  fragment(name: string): Step {
    const file = this.#resources.fragments.get(name)
    const xml = file === undefined ? undefined : this.#resources.files.get(file)
    if (file === undefined || xml === undefined) throw new Unrunnable(`the export has no policy fragment ${name}`)
    if (this.#fragments.includes(name)) throw new Unrunnable(`the fragment ${name} includes itself`)
    const inside = new PolicyCompiler(this.#resources, this.document, file, this.section, [...this.#fragments, name], this.target)
    try {
      return inside.steps(parsePolicyXml(xml).children)
    } catch (error) {
      if (!(error instanceof PolicySyntaxError)) throw error
      throw new Unrunnable(`${file} is not well-formed in line ${error.line}: ${error.message}`)
    }
  }

  backend(name: string, element: Element): Backend {
    const backend = this.#resources.backends.get(name)
    if (backend === undefined) throw new Unrunnable(`the export has no backend ${name}`)
    const [first] = backend.pool
    if (first === undefined) return backend
    this.report(
      element,
      `The backend ${name} is a pool of ${backend.pool.length}.`,
      `Every call goes to its first member, ${first}.`,
      false,
    )
    return this.backend(first, element)
  }

  text(source: string): Text {
    const value = this.value(source)
    return (call) => {
      const result = value(call)
      return result === null ? '' : asText(result)
    }
  }

  value(source: string): (call: Parameters<Text>[0]) => Value {
    const filled = source.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_, name: string) => this.#namedValue(name))
    const trimmed = filled.trim()
    return /^@[({]/.test(trimmed) ? compileExpression(trimmed) : () => filled
  }

  #namedValue(name: string): string {
    const value = this.#resources.namedValue(name)
    if (value === null) throw new Unrunnable(`the export has no value for the named value ${name}`)
    return value
  }

  attribute(element: Element, name: string): Text | null {
    const source = element.attributes[name]
    return source === undefined ? null : this.text(source)
  }

  required(element: Element, name: string): Text {
    const attribute = this.attribute(element, name)
    if (attribute === null) throw new Unrunnable(`the attribute ${name} is missing`)
    return attribute
  }

  report(element: Element, reason: string, instead: string, matters: boolean): void {
    this.#resources.report({ file: this.#file, line: element.line, element: element.name, reason, instead, matters })
  }

  #statement(element: Element): Step {
    const harmless = WITHOUT_EFFECT.get(element.name)
    if (harmless !== undefined) {
      const reading = readingOfAnswer(element)
      const instead =
        reading === null ? 'The call goes on; the answer is the same.' : 'Only what reading it does to the answer is.'
      this.report(element, `It is not run: ${harmless}.`, instead, false)
      return reading ?? goOn
    }
    const statement = STATEMENTS.get(element.name)
    const instead = 'The call goes on as if it were not there.'
    if (statement === undefined) {
      this.report(element, 'The interpreter does not know this statement.', instead, true)
      return goOn
    }
    if (!statement.sections.includes(this.section)) {
      this.report(element, `API Management does not allow it in ${this.section}; publishing is refused.`, instead, true)
      return goOn
    }
    try {
      return this.#guarded(element, statement.compile(element, this))
    } catch (error) {
      if (!(error instanceof Unrunnable)) throw error
      this.report(element, `It cannot be run: ${error.message}.`, instead, true)
      return goOn
    }
  }

  /** A C# exception in an expression is a 500 for the caller. */
  #guarded(element: Element, step: Step): Step {
    return async (run: Run) => {
      try {
        return await step(run)
      } catch (error) {
        if (!(error instanceof EvaluationError)) throw error
        throw internalError(element.name, 'ExpressionValueEvaluationFailure', error.message, this.section)
      }
    }
  }
}
