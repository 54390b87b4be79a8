import type { Fingerprint } from './fingerprint.ts'
import { AOAI } from './fingerprints/aoai.ts'
import { APIM } from './fingerprints/apim.ts'
import { EDGES } from './fingerprints/edges.ts'
import { GATEWAYS } from './fingerprints/gateways.ts'
import { ONE_API } from './fingerprints/one-api.ts'
import { OPENAI } from './fingerprints/openai.ts'
import { PYTHON_GATEWAYS } from './fingerprints/python-gateways.ts'

/** Every sign by which a program can be known. Adding one is one row in the table of its hop. */
export const FINGERPRINTS: readonly Fingerprint[] = [
  ...EDGES,
  ...ONE_API,
  ...PYTHON_GATEWAYS,
  ...GATEWAYS,
  ...APIM,
  ...AOAI,
  ...OPENAI,
]
