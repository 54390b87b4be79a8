import type { Statement } from '../step.ts'
import { CACHED_VALUE_STATEMENTS } from './cached-values.ts'
import { FLOW_STATEMENTS } from './flow.ts'
import { GUARD_STATEMENTS } from './guards.ts'
import { LIMIT_STATEMENTS } from './limits.ts'
import { MESSAGE_STATEMENTS } from './message.ts'
import { REQUEST_STATEMENTS } from './request.ts'
import { SEND_STATEMENTS } from './send-request.ts'

/** Every statement that can be run. */
export const STATEMENTS: ReadonlyMap<string, Statement> = new Map(
  Object.entries({
    ...FLOW_STATEMENTS,
    ...REQUEST_STATEMENTS,
    ...MESSAGE_STATEMENTS,
    ...GUARD_STATEMENTS,
    ...LIMIT_STATEMENTS,
    ...CACHED_VALUE_STATEMENTS,
    ...SEND_STATEMENTS,
  }),
)

const ONLY_REPORTS = 'it only reports what happens'
const ONLY_LIMITS = 'below its limit a call is the same with or without it'
/** Microsoft Learn, cache-store, usage notes. */
const ONLY_GET = 'only answers to GET are cached'
const ONLY_BROWSERS = 'it only concerns calls of browsers'

/** Statements that are not run and do not have to be: why the answer is the same without them. */
export const WITHOUT_EFFECT: ReadonlyMap<string, string> = new Map([
  ['trace', ONLY_REPORTS],
  ['log-to-eventhub', ONLY_REPORTS],
  ['emit-metric', ONLY_REPORTS],
  ['llm-emit-token-metric', ONLY_REPORTS],
  ['azure-openai-emit-token-metric', ONLY_REPORTS],
  ['send-one-way-request', ONLY_REPORTS],
  ['llm-token-limit', ONLY_LIMITS],
  ['azure-openai-token-limit', ONLY_LIMITS],
  ['cache-lookup', ONLY_GET],
  ['cache-store', ONLY_GET],
  ['cors', ONLY_BROWSERS],
  ['cross-domain', ONLY_BROWSERS],
  ['jsonp', ONLY_BROWSERS],
])
