import { emptyReply, type Reply } from '../../answers.ts'
import { type Call, Uncomputed, type Value } from '../../call.ts'
import { UnknownVariable } from '../../expression/evaluation.ts'
import { Unrunnable } from '../../expression/tokens.ts'
import type { Fields } from '../../fields.ts'
import { type Compiler, change, SECTIONS, type Statement, type Step, values } from '../step.ts'
import type { Element } from '../xml.ts'

/** Statements that change the message that is on its way: the request in inbound and backend, the response in outbound and on-error. */
export const MESSAGE_STATEMENTS: Readonly<Record<string, Statement>> = {
  'set-header': { sections: SECTIONS, compile: setHeader },
  'set-body': { sections: SECTIONS, compile: setBody },
  'set-status': { sections: SECTIONS, compile: setStatus },
  'set-variable': { sections: SECTIONS, compile: setVariable },
}

/** The answer as it stands; an empty 200 when nothing has answered yet. */
export function responseOf(call: Call): Reply {
  call.response ??= emptyReply(200)
  return call.response
}

/** Headers of the connection, which no policy can change (Microsoft Learn, set-header, usage notes). */
const CONNECTION_HEADERS = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding'])

function setHeader(element: Element, compiler: Compiler): Step {
  const name = compiler.required(element, 'name')
  const action = compiler.attribute(element, 'exists-action') ?? (() => 'override')
  const texts = values(element, compiler)
  return change((call) => {
    const headers = compiler.target === 'request' ? call.request.headers : responseOf(call).headers
    const key = name(call)
    if (!CONNECTION_HEADERS.has(key.toLowerCase())) writeHeader(headers, key, action(call), () => texts.map((text) => text(call)))
  })
}

function writeHeader(headers: Fields, name: string, action: string, written: () => string[]): void {
  if (action === 'delete') {
    headers.delete(name)
    return
  }
  if (action === 'skip' && headers.has(name)) return
  const kept = action === 'append' ? headers.all(name) : []
  headers.set(name, [[...kept, ...written()].join(',')])
}

function setBody(element: Element, compiler: Compiler): Step {
  if (element.attributes.template !== undefined && element.attributes.template !== 'none') {
    throw new Unrunnable(`a ${element.attributes.template} template is not run`)
  }
  const source = element.text.trim()
  const text = compiler.text(source.startsWith('@') ? source : element.text)
  return change((call) => {
    const bytes = Buffer.from(text(call))
    if (compiler.target === 'request') call.request.body = { kind: 'bytes', bytes }
    else responseOf(call).body = bytes
  })
}

function setStatus(element: Element, compiler: Compiler): Step {
  const code = compiler.required(element, 'code')
  const reason = compiler.attribute(element, 'reason') ?? (() => '')
  return change((call) => {
    const response = responseOf(call)
    response.status = Number(code(call))
    response.reason = reason(call)
  })
}

function setVariable(element: Element, compiler: Compiler): Step {
  const name = compiler.required(element, 'name')
  const source = element.attributes.value
  if (source === undefined) throw new Unrunnable('it has no value')
  try {
    const value = compiler.value(source)
    return change((call) => {
      call.variables.set(
        name(call),
        computed(() => value(call)),
      )
    })
  } catch (error) {
    if (!(error instanceof Unrunnable)) throw error
    reportUncomputed(element, source, error, compiler)
    return change((call) => {
      call.variables.set(name(call), new Uncomputed())
    })
  }
}

/** A variable that hangs on an unknown one is unknown too. */
function computed(value: () => Value): Value | Uncomputed {
  try {
    return value()
  } catch (error) {
    if (!(error instanceof UnknownVariable)) throw error
    return new Uncomputed()
  }
}

/** It matters where something reads the variable, and where the expression itself may take the body away or stumble over it. */
function reportUncomputed(element: Element, source: string, error: Unrunnable, compiler: Compiler): void {
  const matters = compiler.isRead(element.attributes.name ?? '') || /\.Body\b/.test(source)
  const instead = matters ? 'What reads the variable is passed over.' : 'Nothing that can change an answer reads the variable.'
  compiler.report(element, `It cannot be run: ${error.message}.`, instead, matters)
}
