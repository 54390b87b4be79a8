import type { Symptom } from '../symptom.ts'
import { CREDENTIALS } from './credentials.ts'
import { ENVIRONMENT } from './environment.ts'
import { REQUESTS } from './requests.ts'
import { ROUTES } from './routes.ts'
import { UPSTREAM } from './upstream.ts'

/** Answers that are no success: the special before the general, and what the words say before what the status says. */
export const REFUSALS: readonly Symptom[] = [
  {
    cause: 'redirected',
    sentence: 'a redirect where an answer is due',
    when: ({ reading }) => reading.status !== null && reading.status >= 300 && reading.status < 400,
    confidence: 'certain',
    hop: ({ attribution, context }) =>
      attribution.answeredBy === 'unknown' ? (context.chain?.[0] ?? 'unknown') : attribution.answeredBy,
  },
  ...ENVIRONMENT,
  ...CREDENTIALS,
  ...ROUTES,
  ...REQUESTS,
  ...UPSTREAM,
]
