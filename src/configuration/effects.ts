import { askedOf } from './asked.ts'
import { type Call, type Context, doubting, namesOf, parametersIn, type Written } from './call.ts'
import { asksForOperation, decide, evaluated } from './conditions.ts'
import type { Placed } from './effective.ts'
import type { Backend, Statement } from './export.ts'
import { bind } from './paths.ts'
import { roleOf } from './statements.ts'
import { filled, isKnown, resolveValue, UNKNOWN } from './values.ts'

type Effect = (placed: Placed, call: Call, context: Context) => Call[]

/** What each statement makes of a call; several calls where it depends on what only the running gateway knows. */
const EFFECTS: ReadonlyMap<string, Effect> = new Map(
  Object.entries<Effect>({
    'set-backend-service': setBackend,
    'rewrite-uri': (placed, call, context) => [rewrite(placed.statement, call, context)],
    'set-query-parameter': (placed, call, context) => [setParameter(placed.statement, call, context)],
    'set-header': (placed, call, context) => [setHeader(placed.statement, call, context)],
    'set-variable': ({ statement }, call, context) => {
      return [withVariable(call, statement.attributes.name ?? '', toldOf(statement.attributes.value ?? '', call, context))]
    },
    'set-method': ({ statement }, call, context) => [
      { ...call, method: { text: resolveValue(statement.text, namesOf(call, context)), at: statement.at } },
    ],
    'authentication-managed-identity': ({ statement }, call) => {
      const variable = statement.attributes['output-token-variable-name']
      if (variable) return [withVariable(call, variable, UNKNOWN)]
      return [credential(call, 'authorization', statement)]
    },
    'authentication-basic': ({ statement }, call) => [credential(call, 'authorization', statement)],
    'authentication-certificate': ({ statement }, call) => [credential(call, '(certificate)', statement)],
    'forward-request': (_, call) => [{ ...call, end: { kind: 'forwarded' } }],
    'return-response': ({ statement }, call) => [answered(statement, call)],
    'mock-response': ({ statement }, call) => [answered(statement, call)],
    choose: chooseBranches,
    retry: (placed, call, context) => run(placed.children, [call], context),
    'limit-concurrency': (placed, call, context) => run(placed.children, [call], context),
    wait: (placed, call, context) => run(placed.children, [call], context),
  }),
)

/** The value as far as it can be told: an expression may hang on which operation is called. */
function toldOf(raw: string, call: Call, context: Context): string {
  const names = namesOf(call, context)
  const value = resolveValue(raw, names)
  if (isKnown(value)) return value
  const whole = evaluated(filled(raw, names), askedOf(call, context))
  return typeof whole === 'string' || typeof whole === 'boolean' ? String(whole) : value
}

/** Ways through the policies that are followed; more than any sane `choose` has. */
const MOST_WAYS = 64

/** Applies statements in order to every call that is still running. */
export function run(statements: readonly Placed[], calls: readonly Call[], context: Context): Call[] {
  return statements.reduce<Call[]>(
    (before, statement) => {
      const after = before.flatMap((call) => (call.end.kind === 'running' ? applyStatement(statement, call, context) : [call]))
      return limited(after, statement)
    },
    [...calls],
  )
}

function limited(calls: readonly Call[], statement: Placed): Call[] {
  const unique = [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()]
  if (unique.length <= MOST_WAYS) return unique
  const sentence = `There are more than ${MOST_WAYS} ways through the conditions up to here; not all were followed.`
  return unique.slice(0, MOST_WAYS).map((call) => doubting(call, [2, 3, 4], statement.statement.at, sentence))
}

function applyStatement(placed: Placed, call: Call, context: Context): Call[] {
  const { name, at } = placed.statement
  const effect = EFFECTS.get(name)
  if (effect) return effect(placed, call, context)
  if (roleOf(name) !== null) return [call]
  return [
    doubting(call, [2, 3, 4], at, `<${name}> is no statement that this check knows; what it does to the call cannot be told.`),
  ]
}

function setBackend(placed: Placed, call: Call, context: Context): Call[] {
  const { attributes, at } = placed.statement
  const id = attributes['backend-id']
  if (id !== undefined) {
    const name = toldOf(id, call, context)
    const found = context.exported.backends?.find((backend) => backend.name === name)
    if (!found) return [unknownBackend(placed, call, isKnown(name) ? `The backend ${name} is not in the export.` : DECIDED_LATER)]
    return membersOf(found, context).map((backend) => ({
      ...call,
      base: { url: resolveValue(backend.url ?? UNKNOWN, namesOf(call, context)), at: backend.at, backend, scope: placed.scope },
    }))
  }
  const url = attributes['base-url']
  if (url === undefined) return [unknownBackend(placed, call, 'The backend is named neither by base-url nor by backend-id.')]
  // azure-docs, set-backend-service-policy: base-url cannot override a backend-id of an inherited policy.
  if (call.base?.backend && call.base.scope !== placed.scope) return [{ ...call, ineffective: [...call.ineffective, at] }]
  return [{ ...call, base: { url: toldOf(url, call, context), at, backend: null, scope: placed.scope } }]
}

const DECIDED_LATER = 'Which backend is called is decided by an expression.'

function unknownBackend({ statement, scope }: Placed, call: Call, sentence: string): Call {
  return doubting({ ...call, base: { url: UNKNOWN, at: statement.at, backend: null, scope } }, [2, 4], statement.at, sentence)
}

function membersOf(backend: Backend, context: Context): Backend[] {
  if (backend.members.length === 0) return [backend]
  return backend.members.map((name) => {
    const member = context.exported.backends?.find((other) => other.name === name)
    return member ?? { ...backend, url: null, members: [] }
  })
}

function rewrite(statement: Statement, call: Call, context: Context): Call {
  const names = namesOf(call, context)
  const template = toldOf(statement.attributes.template ?? '', call, context)
  const [path = '', query = ''] = template.split('?')
  const copies = resolveValue(statement.attributes['copy-unmatched-params'] ?? 'true', names)
  const known = [...context.template.path, ...context.template.query]
  const kept = (name: string) => copies !== 'false' && !context.template.query.some((matched) => matched.toLowerCase() === name)
  const before = Object.entries(call.query)
  const after: Call = {
    ...call,
    path: {
      text: bind(path, context.bound),
      rewrite: statement.at,
      strangers: parametersIn(template).filter((name) => !known.includes(name)),
    },
    copiesQuery: call.copiesQuery && copies !== 'false',
    query: { ...Object.fromEntries(before.filter(([name]) => kept(name))), ...templateQuery(query, statement) },
    lostQuery: Object.fromEntries(before.filter(([name]) => !kept(name)).map(([name, written]) => [name, written.at])),
  }
  if (isKnown(copies)) return after
  return doubting(after, [3], statement.at, 'Whether parameters are copied is decided by an expression.')
}

function templateQuery(query: string, { at }: Statement): Record<string, Written> {
  return Object.fromEntries(
    query
      .split('&')
      .filter(Boolean)
      .map((pair) => {
        const [name = '', value = ''] = pair.split('=')
        const kind = parametersIn(value).length > 0 ? 'sent' : 'set'
        return [name.toLowerCase(), { kind, raw: value, value, action: 'template', at } satisfies Written]
      }),
  )
}

function setParameter(statement: Statement, call: Call, context: Context): Call {
  const name = (statement.attributes.name ?? '').toLowerCase()
  const matched = context.template.query.some((parameter) => parameter.toLowerCase() === name)
  const mayBeSent = call.copiesQuery && !(matched && call.path.rewrite !== null)
  const written = write(statement, call.query[name], mayBeSent, call, context)
  return { ...call, query: { ...call.query, [name]: written } }
}

function setHeader(statement: Statement, call: Call, context: Context): Call {
  const name = (statement.attributes.name ?? '').toLowerCase()
  return { ...call, headers: { ...call.headers, [name]: write(statement, call.headers[name], true, call, context) } }
}

/** The value after a `set-header` or `set-query-parameter`, by its exists-action. */
function write(statement: Statement, before: Written | undefined, mayBeSent: boolean, call: Call, context: Context): Written {
  const action = statement.attributes['exists-action'] ?? 'override'
  const raw = statement.children
    .filter((child) => child.name === 'value')
    .map((child) => child.text)
    .join(',')
  const written: Written = { kind: 'set', raw, value: toldOf(raw, call, context), action, at: statement.at }
  if (action === 'delete') return { ...written, kind: 'deleted' }
  if (action !== 'skip' && action !== 'append') return written
  const exists = before !== undefined && before.kind !== 'deleted'
  if (action === 'skip') return exists ? before : { ...written, kind: mayBeSent && !before ? 'set-unless-sent' : 'set' }
  return { ...written, kind: exists || (mayBeSent && !before) ? 'set-beside-sent' : 'set' }
}

function credential(call: Call, header: string, statement: Statement): Call {
  const raw = [statement.name, ...Object.entries(statement.attributes).map((pair) => pair.join('='))].sort().join(' ')
  const written: Written = { kind: 'set', raw, value: UNKNOWN, action: 'override', at: statement.at }
  return { ...call, headers: { ...call.headers, [header]: written } }
}

function withVariable(call: Call, name: string, value: string): Call {
  return { ...call, variables: { ...call.variables, [name]: value } }
}

function answered(statement: Statement, call: Call): Call {
  const { name: by, attributes, children, at } = statement
  const status = children.find((child) => child.name === 'set-status')?.attributes.code ?? attributes['status-code'] ?? '200'
  const ended: Call = { ...call, end: { kind: 'answered', by, status, at, conditional: false } }
  if (statement.attributes['response-variable-name'] === undefined) return ended
  // The answer of an earlier send-request, which may well have been the call to the model.
  return doubting(ended, [2, 3, 4], statement.at, 'The answer is one that a send-request got; what that sends is not followed.')
}

function chooseBranches({ children }: Placed, start: Call, context: Context): Call[] {
  const outcomes: Call[] = []
  let call = start
  for (const { statement, children: branch } of children) {
    const condition = filled(statement.attributes.condition ?? '', namesOf(call, context))
    const applies = statement.name === 'otherwise' ? true : decide(condition, askedOf(call, context))
    if (applies === false) continue
    if (applies === null && asksForOperation(condition))
      call = { ...doubting(call, [2, 3, 4], statement.at, UNDECIDED), guessed: true }
    const certain = applies === true && outcomes.length === 0
    outcomes.push(...run(branch, [call], context).map((outcome) => (certain ? outcome : underCondition(outcome))))
    if (applies === true) return outcomes
  }
  return [...outcomes, call]
}

const UNDECIDED = 'The condition asks which operation is called, in a way that cannot be decided before it runs.'

function underCondition(call: Call): Call {
  return call.end.kind === 'answered' ? { ...call, end: { ...call.end, conditional: true } } : call
}
