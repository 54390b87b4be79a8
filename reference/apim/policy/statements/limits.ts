import { quotaExceeded, rateLimited } from '../../answers.ts'
import type { Call } from '../../call.ts'
import { Unrunnable } from '../../expression/tokens.ts'
import { type Compiler, change, type Statement, type Step } from '../step.ts'
import type { Element } from '../xml.ts'

/** Statements that count calls. */
export const LIMIT_STATEMENTS: Readonly<Record<string, Statement>> = {
  'rate-limit': { sections: ['inbound'], compile: (element, compiler) => rateLimit(element, compiler, ofSubscription) },
  'rate-limit-by-key': {
    sections: ['inbound'],
    compile: (element, compiler) => rateLimit(element, compiler, keyOf(element, compiler)),
  },
  quota: { sections: ['inbound'], compile: (element, compiler) => quota(element, compiler, ofSubscription) },
  'quota-by-key': { sections: ['inbound'], compile: (element, compiler) => quota(element, compiler, keyOf(element, compiler)) },
}

/** Who is counted; null when this call is not. */
type Counted = (call: Call) => string | null

/** Limits by subscription apply only to calls with a subscription key (Microsoft Learn, rate-limit, usage notes). */
const ofSubscription: Counted = (call) => call.subscription?.name ?? null

function keyOf(element: Element, compiler: Compiler): Counted {
  return compiler.required(element, 'counter-key')
}

const PARTLY = ['increment-condition', 'increment-count', 'first-period-start']

function reportRest(element: Element, compiler: Compiler): void {
  const rest = [
    ...element.children.map(({ name }) => `<${name}>`),
    ...PARTLY.filter((name) => element.attributes[name] !== undefined),
  ]
  if (rest.length > 0)
    compiler.report(element, `${rest.join(', ')} cannot be run.`, 'Every call counts for its outer limit.', true)
}

/** A number, a named value or an expression: what only a call can tell is looked at then. */
function number(element: Element, name: string, compiler: Compiler): (call: Call) => number {
  const text = compiler.required(element, name)
  const isWritten = !/@|\{\{/.test(element.attributes[name] ?? '')
  if (isWritten && Number.isNaN(Number(element.attributes[name]))) throw new Unrunnable(`${name} is no number`)
  return (call) => Number(text(call))
}

/** A sliding window, in seconds. */
function rateLimit(element: Element, compiler: Compiler, counted: Counted): Step {
  const [calls, period] = [number(element, 'calls', compiler), number(element, 'renewal-period', compiler)]
  const header = element.attributes['retry-after-header-name'] ?? 'Retry-After'
  reportRest(element, compiler)
  const times = new Map<string, number[]>()
  return change((call) => {
    const who = counted(call)
    if (who === null) return
    const now = Date.now()
    const periodMs = period(call) * 1000
    const recent = (times.get(who) ?? []).filter((time) => time > now - periodMs)
    const [oldest] = recent
    if (recent.length >= calls(call)) throw rateLimited(secondsUntil((oldest ?? now) + periodMs, now), header)
    if (compiler.countsCalls) times.set(who, [...recent, now])
  })
}

function secondsUntil(time: number, now: number): number {
  return Math.max(1, Math.ceil((time - now) / 1000))
}

/** A fixed window; a period of 0 never ends. */
function quota(element: Element, compiler: Compiler, counted: Counted): Step {
  if (element.attributes.calls === undefined) throw new Unrunnable('a quota of bandwidth is not counted')
  const [calls, period] = [number(element, 'calls', compiler), number(element, 'renewal-period', compiler)]
  if (element.attributes.bandwidth !== undefined) compiler.report(element, 'Bandwidth is not counted.', 'Only calls are.', false)
  reportRest(element, compiler)
  const used = new Map<string, number>()
  let starts = Date.now()
  return change((call) => {
    const who = counted(call)
    if (who === null) return
    const now = Date.now()
    const periodMs = period(call) * 1000
    if (periodMs > 0 && now >= starts + periodMs) {
      used.clear()
      starts = now
    }
    const before = used.get(who) ?? 0
    if (before >= calls(call)) throw quotaExceeded(secondsUntil(starts + periodMs, now))
    if (compiler.countsCalls) used.set(who, before + 1)
  })
}
