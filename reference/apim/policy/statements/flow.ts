import { setTimeout as wait } from 'node:timers/promises'
import { ApimError, emptyReply } from '../../answers.ts'
import { Unrunnable } from '../../expression/tokens.ts'
import { type Compiler, type Flow, isTrue, type Run, SECTIONS, type Statement, type Step } from '../step.ts'
import type { Element } from '../xml.ts'

/** Statements that decide what runs, and the one that calls the backend. */
export const FLOW_STATEMENTS: Readonly<Record<string, Statement>> = {
  base: { sections: SECTIONS, compile: () => (run) => run.base() },
  choose: { sections: SECTIONS, compile: choose },
  retry: { sections: SECTIONS, compile: retry },
  'include-fragment': { sections: SECTIONS, compile: (element, compiler) => compiler.fragment(fragmentName(element)) },
  'limit-concurrency': { sections: SECTIONS, compile: (element, compiler) => compiler.steps(element.children) },
  'return-response': { sections: SECTIONS, compile: returnResponse },
  'mock-response': { sections: SECTIONS, compile: mockResponse },
  'forward-request': { sections: ['backend'], compile: forwardRequest },
}

const goOn: Step = () => 'on'

function choose(element: Element, compiler: Compiler): Step {
  const branches = element.children.filter((child) => child.name === 'when').map((when) => branch(when, compiler))
  const otherwise = element.children.find((child) => child.name === 'otherwise')
  const last = otherwise === undefined ? goOn : compiler.steps(otherwise.children)
  return async (run) => {
    for (const { holds, then } of branches) if (await holds(run)) return then(run)
    return last(run)
  }
}

function branch(when: Element, compiler: Compiler): { holds: (run: Run) => Promise<boolean>; then: Step } {
  const then = compiler.steps(when.children)
  try {
    const condition = compiler.condition(when.attributes.condition ?? '')
    return { holds: ({ call }) => condition(call), then }
  } catch (error) {
    if (!(error instanceof Unrunnable)) throw error
    compiler.report(when, `Its condition cannot be decided: ${error.message}.`, 'It is taken as not fulfilled.', true)
    return { holds: () => Promise.resolve(false), then }
  }
}

/** The children once, and again while the condition holds (Microsoft Learn, retry). Intervals are in seconds. */
function retry(element: Element, compiler: Compiler): Step {
  const children = compiler.steps(element.children)
  const condition = compiler.condition(element.attributes.condition ?? '')
  const [count, interval] = [compiler.required(element, 'count'), compiler.required(element, 'interval')]
  const firstFast = compiler.attribute(element, 'first-fast-retry')
  return async (run) => {
    for (let retries = 0; ; retries += 1) {
      const flow = await children(run)
      if (flow === 'end' || retries >= Number(count(run.call)) || !(await condition(run.call))) return flow
      const isFast = retries === 0 && firstFast !== null && isTrue(firstFast(run.call))
      if (!isFast) await wait(Number(interval(run.call)) * 1000)
    }
  }
}

function fragmentName(element: Element): string {
  const name = element.attributes['fragment-id']
  if (name === undefined) throw new Unrunnable('it names no fragment')
  return name
}

/** Ends the pipeline: nothing is sent to the backend any more, and outbound does not run. */
function returnResponse(element: Element, compiler: Compiler): Step {
  const variable = element.attributes['response-variable-name']
  if (variable !== undefined) {
    const reason = `The answer that the variable ${variable} holds is not known here.`
    compiler.report(element, reason, 'It answers with what its own elements say.', true)
  }
  const shape = compiler.answerSteps(element.children)
  return async (run): Promise<Flow> => {
    run.call.response = emptyReply(200)
    await shape(run)
    return 'end'
  }
}

function mockResponse(element: Element, compiler: Compiler): Step {
  const status = compiler.attribute(element, 'status-code') ?? (() => '200')
  const type = compiler.attribute(element, 'content-type')
  compiler.report(element, 'Examples of the specification are not drawn on.', 'It answers without a body.', false)
  return ({ call }) => {
    call.response = emptyReply(Number(status(call)))
    if (type !== null) call.response.headers.set('Content-Type', [type(call)])
    return 'end'
  }
}

function forwardRequest(element: Element, compiler: Compiler): Step {
  const [seconds, exactly] = [compiler.attribute(element, 'timeout'), compiler.attribute(element, 'timeout-ms')]
  const flag = (name: string, fallback: string) => compiler.attribute(element, name) ?? (() => fallback)
  const bufferRequest = flag('buffer-request-body', 'false')
  const bufferResponse = flag('buffer-response', 'true')
  const failOnError = flag('fail-on-error-status-code', 'false')
  if (element.attributes['follow-redirects']?.toLowerCase() === 'true') {
    compiler.report(element, 'Redirects of the backend are not followed.', 'A redirect is passed to the caller.', false)
  }
  return async (run): Promise<Flow> => {
    const { call } = run
    await run.forward(call, {
      timeoutMs: exactly === null ? Number(seconds?.(call) ?? 300) * 1000 : Number(exactly(call)),
      bufferRequest: isTrue(bufferRequest(call)),
      bufferResponse: isTrue(bufferResponse(call)),
    })
    if (isTrue(failOnError(call)) && call.response !== null && call.response.status >= 400) {
      const message = `The backend answered ${call.response.status}.`
      throw new ApimError(call.response, {
        source: 'forward-request',
        reason: 'BackendErrorStatusCode',
        message,
        section: 'backend',
      })
    }
    return 'on'
  }
}
