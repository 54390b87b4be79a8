import type { Explained } from '../../src/diagnosis/environment.ts'
import type { Evidence } from '../../src/diagnosis/evidence.ts'
import type { Explanation } from '../../src/diagnosis/explain.ts'
import type { Finding } from '../../src/diagnosis/findings.ts'
import type { AttributedExchange, Attribution, Json, Judgement, Operation, Problem } from '../../src/model.ts'
import type { Target } from '../../src/target/target.ts'
import { answer, attribution, exchange } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'

const PICTURE: Json = { created: 1_769_000_000, data: [{ b64_json: '[picture 0]' }] }

/** The free probe of an operation: unless something else is said, the model refuses it for its size, as it should. */
export const probe = (operation: Operation, change: Partial<AttributedExchange> = {}): AttributedExchange =>
  exchange({ operation, ...change })

/** The call that pays for an image: unless something else is said, one came back. */
export const drawing = (operation: Operation, change: Partial<AttributedExchange> = {}): AttributedExchange =>
  exchange({
    operation,
    case: operation === 'edits' ? 'edit-one' : 'generate',
    response: answer(200, PICTURE),
    billing: 'paid',
    ...change,
  })

/** What a hop says with an error status. */
export const refusal = (
  status: number,
  answeredBy: Attribution['answeredBy'] = 'aoai',
  words = 'Resource not found',
): Pick<AttributedExchange, 'response' | 'attribution'> => ({
  response: answer(status, { error: { code: String(status), message: words } }),
  attribution: attribution(answeredBy),
})

/** What one exchange shows alone. */
export const explanation = (change: Partial<Explanation> = {}): Explanation => ({
  cause: 'operation-missing',
  hop: 'apim',
  confidence: 'certain',
  because: ['API Management has no such operation'],
  alternatives: [],
  ...change,
})

export const shown = (of: AttributedExchange, what: Partial<Explanation> | null = null): Explained => ({
  exchange: of,
  explanation: what === null ? null : explanation(what),
})

interface Shown extends Partial<Omit<Evidence, 'readings'>> {
  readonly exchanges?: readonly AttributedExchange[]
  readonly readings?: readonly Explained[]
}

/** A run behind one-api and API Management, as far as a test is about it. */
export const evidence = ({ exchanges = [], readings = [], ...change }: Shown = {}): Evidence => ({
  target: chainOfThree,
  judgements: [],
  configuration: [],
  readings: [...exchanges.map((one) => shown(one)), ...readings],
  ...change,
})

export const chainOfThree: Target = targetWith('oneapi-apim-aoai')

export const judgement = (id: string, status: Judgement['status'], change: Partial<Judgement> = {}): Judgement => ({
  id,
  area: 'single-image edit',
  level: 'MUST',
  title: 'MUST answer 200 with an image',
  status,
  message: '',
  problems: [],
  blockedBy: null,
  exchanges: [],
  ...change,
})

export const problem = (of: string, change: Partial<Problem> = {}): Problem => ({
  exchange: of,
  cause: 'gateway-route-missing',
  expected: 'status 200',
  actual: '404 Resource not found',
  ...change,
})

/** What a failed requirement shows on the free probe of edits. */
export const finding = (change: Partial<Finding> = {}): Finding => ({
  cause: 'operation-missing',
  hop: 'apim',
  confidence: 'likely',
  operation: 'edits',
  exchange: 'probe-edits',
  requirement: 'ROUTE-2',
  evidence: ['probe-edits: expected status 400, got 404'],
  alternatives: [],
  ...change,
})
