import { ACCESS_MISTAKES, BACKEND_CREDENTIAL_MISTAKES } from './mistakes/credentials.ts'
import type { Mistake } from './mistakes/places.ts'
import { REWRITE_MISTAKES, ROUTE_MISTAKES } from './mistakes/routes.ts'
import { TRAFFIC_MISTAKES } from './mistakes/traffic.ts'

export type { Mistake }

/** What teams do wrong in API Management, as edits of the export in `fixtures/apim/healthy`. */
export const MISTAKES: readonly Mistake[] = [
  ...ROUTE_MISTAKES,
  ...REWRITE_MISTAKES,
  ...BACKEND_CREDENTIAL_MISTAKES,
  ...ACCESS_MISTAKES,
  ...TRAFFIC_MISTAKES,
]
