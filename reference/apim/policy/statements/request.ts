import type { Call, Destination } from '../../call.ts'
import { EvaluationError } from '../../expression/evaluation.ts'
import { Fields } from '../../fields.ts'
import { type Compiler, change, type Statement, type Step, type Text, values } from '../step.ts'
import type { Element } from '../xml.ts'

/** Statements that change where and how the backend is called. */
export const REQUEST_STATEMENTS: Readonly<Record<string, Statement>> = {
  'set-backend-service': { sections: ['inbound', 'backend'], compile: setBackendService },
  'rewrite-uri': { sections: ['inbound'], compile: rewriteUri },
  'set-query-parameter': { sections: ['inbound', 'backend'], compile: setQueryParameter },
  'set-method': {
    sections: ['inbound', 'on-error'],
    compile: (element, compiler) => {
      const method = compiler.text(element.text.trim())
      return change((call) => {
        call.request.method = method(call).toUpperCase()
      })
    },
  },
  'authentication-managed-identity': { sections: ['inbound'], compile: managedIdentity },
  'authentication-basic': {
    sections: ['inbound'],
    compile: (element, compiler) => {
      const [user, password] = [compiler.required(element, 'username'), compiler.required(element, 'password')]
      return change((call) => {
        const credentials = Buffer.from(`${user(call)}:${password(call)}`).toString('base64')
        call.request.headers.set('Authorization', [`Basic ${credentials}`])
      })
    },
  },
}

function setBackendService(element: Element, compiler: Compiler): Step {
  const id = element.attributes['backend-id']
  if (id === undefined) {
    const baseUrl = compiler.required(element, 'base-url')
    return change((call) => {
      // An inherited backend-id wins over a base-url (Microsoft Learn, set-backend-service, usage notes).
      if (call.destination.entityFrom !== null && call.destination.entityFrom !== compiler.document) return
      call.destination = { url: baseUrl(call), entityFrom: null, headers: [], query: [] }
    })
  }
  if (id.trim().startsWith('@')) return chosenBackend(id, element, compiler)
  const entity = entityOf(id, element, compiler)
  return change((call) => {
    call.destination = entity(call)
  })
}

/** Any backend of the export may be the one that an expression names. */
function chosenBackend(id: string, element: Element, compiler: Compiler): Step {
  const name = compiler.text(id)
  for (const known of compiler.backendNames.filter((one) => !compiler.isServed(compiler.backend(one, element).url))) {
    compiler.report(element, `Nothing here can stand in for the backend ${known}.`, 'A call to it is answered 500.', true)
  }
  const entities = new Map(compiler.backendNames.map((known) => [known, entityOf(known, element, compiler)]))
  return change((call) => {
    const entity = entities.get(name(call))
    if (entity === undefined) throw new EvaluationError(`The backend ${name(call)} was not found.`)
    call.destination = entity(call)
  })
}

function entityOf(name: string, element: Element, compiler: Compiler): (call: Call) => Destination {
  const backend = compiler.backend(name, element)
  const [url, headers, query] = [compiler.text(backend.url), pairs(backend.headers, compiler), pairs(backend.query, compiler)]
  const { identity } = backend
  return (call) => {
    const token = identity === null ? [] : [['Authorization', `Bearer ${compiler.entraToken(identity)}`] as const]
    return { url: url(call), entityFrom: compiler.document, headers: [...headers(call), ...token], query: query(call) }
  }
}

function pairs(
  source: readonly (readonly [string, string])[],
  compiler: Compiler,
): (call: Call) => (readonly [string, string])[] {
  const texts = source.map(([name, value]) => [name, compiler.text(value)] as const)
  return (call) => texts.map(([name, value]) => [name, value(call)] as const)
}

function rewriteUri(element: Element, compiler: Compiler): Step {
  const template = compiler.required(element, 'template')
  const copiesUnmatched = compiler.attribute(element, 'copy-unmatched-params') ?? (() => 'true')
  return change((call) => {
    const target = withParameters(template(call), call)
    const [path = '', query = ''] = target.split(/\?(.*)/s)
    const written = Fields.fromQuery(query)
    const copied = copiesUnmatched(call).toLowerCase() === 'false' ? [] : unmatched(call)
    call.request.path = path.startsWith('/') ? path : `/${path}`
    call.request.query = new Fields([...written.entries, ...copied.filter(([name]) => !written.has(name))])
  })
}

/** `{name}` stands for a parameter of the operation's URL template; one that the template does not have is an error. */
function withParameters(template: string, call: Call): string {
  return template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = call.match?.parameters.get(name.replace(/^\*/, ''))
    if (value === undefined) throw new EvaluationError(`The URL template has no parameter {${name}}.`)
    return encodeURI(value)
  })
}

/** Query parameters that the operation's URL template does not name: only these are copied by a rewrite. */
function unmatched(call: Call): (readonly [string, string])[] {
  const [, query = ''] = (call.match?.operation.urlTemplate ?? '').split('?')
  const matched = Fields.fromQuery(query)
  return call.request.query.entries.filter(([name]) => !matched.has(name))
}

function setQueryParameter(element: Element, compiler: Compiler): Step {
  const name = compiler.required(element, 'name')
  const action = compiler.attribute(element, 'exists-action') ?? (() => 'override')
  const texts = values(element, compiler)
  return change((call) => writeParameter(call.request.query, name(call), action(call), texts, call))
}

function writeParameter(query: Fields, name: string, action: string, texts: readonly Text[], call: Call): void {
  if (action === 'delete') {
    query.delete(name)
    return
  }
  if (action === 'skip' && query.has(name)) return
  const written = texts.map((text) => encodeURIComponent(text(call)))
  query.set(name, action === 'append' ? [...query.all(name), ...written] : written)
}

function managedIdentity(element: Element, compiler: Compiler): Step {
  const resource = compiler.required(element, 'resource')
  const variable = element.attributes['output-token-variable-name']
  return change((call) => {
    const token = compiler.entraToken(resource(call))
    // With a variable the header is left to the policy, as in Azure/azure-api-management-policy-toolkit's emulator.
    if (variable !== undefined) call.variables.set(variable, token)
    else call.request.headers.set('Authorization', [`Bearer ${token}`])
  })
}
