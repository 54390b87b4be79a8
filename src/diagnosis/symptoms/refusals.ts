import type { Symptom } from '../symptom.ts'
import { COMPRESSED } from './compressed.ts'
import { CREDENTIALS } from './credentials.ts'
import { ENVIRONMENT } from './environment.ts'
import { REDIRECTS } from './redirects.ts'
import { REQUESTS } from './requests.ts'
import { ROUTES } from './routes.ts'
import { UPSTREAM } from './upstream.ts'

/** Answers that are no success: the special before the general, and what the words say before what the status says. */
export const REFUSALS: readonly Symptom[] = [
  COMPRESSED,
  ...REDIRECTS,
  ...ENVIRONMENT,
  ...CREDENTIALS,
  ...ROUTES,
  ...REQUESTS,
  ...UPSTREAM,
]
