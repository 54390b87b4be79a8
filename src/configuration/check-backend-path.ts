import type { Call } from './call.ts'
import { type Origin, place } from './export.ts'
import { doubtful, right, type Seen, unclear, type Values, wrong } from './findings.ts'
import type { Expectation, ImageOperation, Served } from './locate.ts'
import { masked, maskedAddress } from './masking.ts'
import type { RuleId } from './rules.ts'
import { isKnown, shown, UNKNOWN } from './values.ts'

const SERVED = /^\/openai\/deployments\/([^/]+)\/images\/(generations|edits)$/
const V1 = /^\/openai\/v1\/images\/(generations|edits)$/

/** Item 2: what one call asks the backend for. */
export function seePath(call: Call, name: ImageOperation, served: Served, expectation: Expectation): Seen[] {
  const at = call.path.rewrite ?? served.operation.at
  const doubts = doubtful(call.doubts, 2)
  const ineffective = call.ineffective.map((origin) => wrong('base-url-ineffective', origin, { operation: name }))
  if (!call.base) return [...doubts, wrong('backend-url-missing', served.api.at, { operation: name })]

  const path = backendPath(call.base.url, call.path.text)
  const values = {
    operation: name,
    got: shownPath(path),
    base: maskedAddress(shown(call.base.url)),
    baseAt: place(call.base.at),
    expected: `/openai/deployments/${expectation.deployment ?? '{deployment}'}/images/${name}`,
    names: call.path.strangers.map((stranger) => `{${stranger}}`).join(', '),
    template: shownPath(served.operation.urlTemplate),
  }
  const slash =
    call.path.text.startsWith('/') || call.path.text.startsWith(UNKNOWN) ? [] : [wrong('rewrite-without-slash', at, values)]
  const inClear = /^http:\/\//i.test(call.base.url) ? [wrong('backend-in-clear', call.base.at, values)] : []
  const seen = seeTarget(path, call, name, expectation, at, values)
  return [...doubts, ...seeMethod(call, name), ...ineffective, ...slash, ...inClear, ...overruled(seen, call, values)]
}

function seeMethod({ method }: Call, name: ImageOperation): Seen[] {
  if (method === null || method.text.toUpperCase() === 'POST') return []
  if (!isKnown(method.text)) return [unclear(method.at, `Which method ${name} asks the backend with is decided while it runs.`)]
  return [wrong('method-other', method.at, { operation: name, method: masked(method.text, 'word') })]
}

/** A path that is wrong for the inherited backend was written for the one that has no effect. */
function overruled(seen: readonly Seen[], { ineffective }: Call, values: Values): readonly Seen[] {
  const [at] = ineffective
  const byBackend: readonly RuleId[] = ['rewrite-doubled', 'rewrite-without-openai', 'rewrite-mis-spelt']
  return seen.map((one) =>
    at !== undefined && one.kind === 'wrong' && byBackend.includes(one.finding.id)
      ? wrong('base-url-overruled', at, values)
      : one,
  )
}

function seeTarget(
  path: string,
  call: Call,
  name: ImageOperation,
  expectation: Expectation,
  at: Origin,
  values: Record<string, string>,
): Seen[] {
  if (call.path.strangers.length > 0) return [wrong('rewrite-unknown-parameter', at, values)]
  const faults: Seen[] = []
  const sibling = name === 'edits' ? 'generations' : 'edits'
  if (path.endsWith(`/images/${sibling}`)) faults.push(wrong(name === 'edits' ? 'rewrite-copied' : 'rewrite-swapped', at, values))
  if (path.includes('/openai/openai/')) faults.push(wrong('rewrite-doubled', at, values))
  if (faults.length > 0) return faults

  const target = SERVED.exec(path)
  if (target?.[1] !== undefined) return [seeDeployment(target[1], name, expectation, at, values)]
  if (V1.test(path))
    return [unclear(at, `${name} uses the v1 path ${path}; whether it serves this operation, only a call can tell.`)]
  if (couldBe(path, name)) return [unclear(at, `What ${name} asks the backend for is decided while it runs: ${shownPath(path)}.`)]
  if (call.path.rewrite === null) return [wrong('rewrite-missing', at, values)]
  if (/^\/deployments\/[^/]+\/images\/[a-z]+$/.test(path)) return [wrong('rewrite-without-openai', at, values)]
  return [wrong('rewrite-mis-spelt', at, values)]
}

function seeDeployment(
  got: string,
  name: ImageOperation,
  { deployment }: Expectation,
  at: Origin,
  values: Record<string, string>,
): Seen {
  if (!isKnown(got))
    return unclear(at, `${name} goes to a deployment that is decided while it runs, or by a value that is not exported.`)
  const byCaller = /^\{[^{}]+\}$/.test(got)
  if (byCaller || deployment === null || got.toLowerCase() === deployment.toLowerCase()) {
    const whose = byCaller ? ', the deployment being the caller’s' : ''
    return right(at, `${name} asks the backend for ${values.got ?? ''}${whose}.`)
  }
  return wrong('deployment-other', at, { ...values, got, expected: deployment })
}

const shownPath = (path: string): string => masked(shown(path), 'template')

/** The path that the backend sees: the path of its URL, then the operation's. */
export function backendPath(base: string, path: string): string {
  const host = /^[a-z]+:\/\/[^/]*/i.exec(base)?.[0] ?? ''
  const rest = host === '' && !base.startsWith('/') ? base : base.slice(host.length)
  return `${rest.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`
}

/** Could a path with unknown parts, or with other capitals, be one that AOAI serves? */
function couldBe(path: string, name: ImageOperation): boolean {
  const served = [...deploymentsIn(path).map((one) => `/openai/deployments/${one}/images/${name}`), `/openai/v1/images/${name}`]
  if (isKnown(path)) return served.some((one) => one.toLowerCase() === path.toLowerCase())
  const pattern = path
    .split(UNKNOWN)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return served.some((one) => new RegExp(`^${pattern}$`).test(one))
}

/** Deployments that a path may be meant for: where the unknown part begins in its name, it may end the name or the whole path. */
function deploymentsIn(path: string): readonly string[] {
  const found = /\/deployments\/([^/]+)/i.exec(path)?.[1] ?? ''
  return ['d', found.replaceAll(UNKNOWN, ''), found.split(UNKNOWN)[0] ?? ''].filter((name) => name !== '')
}

/** Does the call go to AOAI's v1 path, which takes the deployment from the body? */
export function usesV1(call: Call): boolean {
  return call.base !== null && V1.test(backendPath(call.base.url, call.path.text))
}

/** The deployment that a call is certain to go to. */
export function deploymentOf(call: Call): string | null {
  const deployment = call.base && SERVED.exec(backendPath(call.base.url, call.path.text))?.[1]
  return deployment && isKnown(deployment) && !deployment.startsWith('{') ? deployment : null
}
