import { internalError } from '../answers.ts'
import type { Call, Value } from '../call.ts'
import type { Backend } from '../configuration/service.ts'
import { compileExpression } from '../expression/compile.ts'
import { EvaluationError, UnknownVariable } from '../expression/evaluation.ts'
import { text as asText, type Side } from '../expression/members.ts'
import { Unrunnable } from '../expression/tokens.ts'
import { holdBodies, readingOf } from './bodies.ts'
import type { ValueCache } from './cache.ts'
import { PolicySyntaxError } from './raw-xml.ts'
import type { Place, Resources } from './resources.ts'
import { STATEMENTS, WITHOUT_EFFECT } from './statements/known.ts'
import { type Compiler, isTrue, type Run, type Section, type Step, type Text } from './step.ts'
import { type Element, parsePolicyXml } from './xml.ts'

const goOn: Step = () => 'on'

export class PolicyCompiler implements Compiler {
  readonly section: Section
  readonly target: 'request' | 'response'
  readonly document: string
  readonly #resources: Resources
  readonly #place: Place
  /** The bodies that the statement which is compiled reads. */
  #reads = new Set<Side>()

  constructor(
    resources: Resources,
    place: Place,
    target: 'request' | 'response' = place.section === 'inbound' || place.section === 'backend' ? 'request' : 'response',
  ) {
    this.#resources = resources
    this.#place = place
    this.document = place.document
    this.section = place.section
    this.target = target
  }

  get countsCalls(): boolean {
    return this.#resources.countsCalls
  }

  get cache(): ValueCache {
    return this.#resources.cache
  }

  get entraToken(): (resource: string) => string {
    return this.#resources.entraToken
  }

  get backendNames(): readonly string[] {
    return [...this.#resources.backends.keys()]
  }

  isServed(url: string): boolean {
    return this.#resources.isServed(this.#filled(url))
  }

  isRead(variable: string): boolean {
    return this.#resources.isRead(variable)
  }

  steps(elements: readonly Element[]): Step {
    const steps = elements.map((element) => this.#statement(element))
    return async (run) => {
      for (const step of steps) if ((await step(run)) === 'end') return 'end'
      return 'on'
    }
  }

  answerSteps(elements: readonly Element[]): Step {
    return new PolicyCompiler(this.#resources, this.#place, 'response').steps(elements)
  }

  fragment(name: string): Step {
    const fragment = this.#resources.fragments.get(name)
    if (fragment === undefined) throw new Unrunnable(`the export has no policy fragment ${name}`)
    if (this.#place.fragments.includes(name)) throw new Unrunnable(`the fragment ${name} includes itself`)
    const { file, line, xml } = fragment
    const place = { ...this.#place, file, line, fragments: [...this.#place.fragments, name] }
    try {
      return new PolicyCompiler(this.#resources, place, this.target).steps(parsePolicyXml(xml).children)
    } catch (error) {
      if (!(error instanceof PolicySyntaxError)) throw error
      throw new Unrunnable(`${file} is not well-formed in line ${line ?? error.line}: ${error.message}`)
    }
  }

  backend(name: string, element: Element): Backend {
    const backend = this.#resources.backends.get(name)
    if (backend === undefined) throw new Unrunnable(`the export has no backend ${name}`)
    if (backend === null) throw new Unrunnable(`the backend ${name} of the export cannot be read`)
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

  value(source: string): (call: Call) => Value {
    const { evaluate, reads } = this.#evaluation(source)
    for (const side of reads) this.#reads.add(side)
    return evaluate
  }

  condition(source: string): (call: Call) => Promise<boolean> {
    const { evaluate, reads } = this.#evaluation(source)
    return async (call) => {
      await holdBodies(call, reads)
      try {
        return isTrue(evaluate(call))
      } catch (error) {
        if (error instanceof UnknownVariable) return false
        throw error
      }
    }
  }

  #evaluation(source: string): { evaluate: (call: Call) => Value; reads: ReadonlySet<Side> } {
    const filled = this.#filled(source)
    const trimmed = filled.trim()
    if (!/^@[({]/.test(trimmed)) return { evaluate: () => filled, reads: new Set() }
    const evaluate = compileExpression(trimmed)
    return { evaluate, reads: evaluate.reads }
  }

  #filled(source: string): string {
    return source.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_, name: string) => this.#namedValue(name))
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
    const { file, line } = this.#place
    this.#resources.report({ file, line: line ?? element.line, element: element.name, reason, instead, matters })
  }

  asksForToken(element: Element, resource: string | null): void {
    const { file, line } = this.#place
    this.#resources.asksForToken({ file, line: line ?? element.line, element: element.name, resource })
  }

  #statement(element: Element): Step {
    const harmless = WITHOUT_EFFECT.get(element.name)
    if (harmless !== undefined) {
      const reading = readingOf(element)
      const instead = reading === null ? 'The call goes on; the answer is the same.' : 'Only what reading it does to the body is.'
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
    const outer = this.#reads
    this.#reads = new Set()
    try {
      return this.#guarded(element, statement.compile(element, this), this.#reads)
    } catch (error) {
      if (!(error instanceof Unrunnable)) throw error
      this.report(element, `It cannot be run: ${error.message}.`, instead, true)
      return goOn
    } finally {
      this.#reads = outer
    }
  }

  /** A C# exception in an expression is a 500 for the caller; what hangs on an unknown variable is passed over. */
  #guarded(element: Element, step: Step, reads: ReadonlySet<Side>): Step {
    return async (run: Run) => {
      try {
        await holdBodies(run.call, reads)
        return await step(run)
      } catch (error) {
        if (error instanceof UnknownVariable) return 'on'
        if (!(error instanceof EvaluationError)) throw error
        throw internalError(element.name, 'ExpressionValueEvaluationFailure', error.message, this.section)
      }
    }
  }
}
