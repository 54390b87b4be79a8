import { Uncomputed } from '../../call.ts'
import { Unrunnable } from '../../expression/tokens.ts'
import { type Compiler, change, SECTIONS, type Statement, type Step, type Text, values } from '../step.ts'
import type { Element } from '../xml.ts'
import { answerOf, endpointOf, resourceIn } from './token-service.ts'

/**
 * Requests that a policy sends on its own. Nothing is ever sent: what asks Microsoft Entra ID for a token gets the answer of a
 * stand-in, and for another service nothing here can answer.
 */
export const SEND_STATEMENTS: Readonly<Record<string, Statement>> = {
  'send-request': { sections: SECTIONS, compile: sendRequest },
}

function sendRequest(element: Element, compiler: Compiler): Step {
  const variable = compiler.required(element, 'response-variable-name')
  try {
    return askForToken(element, variable, compiler)
  } catch (error) {
    if (!(error instanceof Unrunnable)) throw error
    compiler.report(element, `It cannot be run: ${error.message}.`, 'What reads its response is passed over.', true)
    return change((call) => {
      call.variables.set(variable(call), new Uncomputed())
    })
  }
}

function askForToken(element: Element, variable: Text, compiler: Compiler): Step {
  const address = textIn(element, 'set-url')
  const endpoint = endpointOf(address)
  if (endpoint === null)
    throw new Unrunnable('nothing here answers for another service than the token endpoint of Microsoft Entra')
  requireForm(element)
  const body = textIn(element, 'set-body')
  if (!body.includes('client_credentials')) throw new Unrunnable('it knows only the grant client_credentials')
  if (endpoint === 'v1' && !body.includes('resource=')) throw new Unrunnable('its form names no resource')
  const form = compiler.text(body)
  // They change nothing of the answer, but an expression of theirs may fail.
  const others = [compiler.text(address), ...headersOf(element).flatMap((header) => values(header, compiler))]
  compiler.asksForToken(element, resourceIn(body))
  return change((call) => {
    for (const other of others) other(call)
    call.variables.set(variable(call), answerOf(endpoint, form(call), compiler.entraToken))
  })
}

const PARTS = ['set-url', 'set-method', 'set-header', 'set-body']

/** @throws Unrunnable for anything but a new request that posts a form. */
function requireForm(element: Element): void {
  const other = element.children.find(({ name }) => !PARTS.includes(name))
  if (other !== undefined) throw new Unrunnable(`it does not know <${other.name}> in it`)
  if ((element.attributes.mode ?? 'new') !== 'new') throw new Unrunnable('it knows only new requests, no copies of the call')
  if (textIn(element, 'set-method').toUpperCase() !== 'POST') throw new Unrunnable('it asks with another method than POST')
  const isForm = headersOf(element).some(
    ({ attributes, children }) =>
      attributes.name?.toLowerCase() === 'content-type' &&
      children.some(({ text }) => text.includes('application/x-www-form-urlencoded')),
  )
  if (!isForm) throw new Unrunnable('it does not say that its body is a form')
  if (element.children.some(({ attributes }) => attributes.template !== undefined)) throw new Unrunnable('a template is not run')
}

const headersOf = ({ children }: Element): readonly Element[] => children.filter(({ name }) => name === 'set-header')

const textIn = ({ children }: Element, name: string): string => children.find((child) => child.name === name)?.text.trim() ?? ''
