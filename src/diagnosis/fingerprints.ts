import type { Fingerprint } from './fingerprint.ts'
import { AOAI, APIM } from './fingerprints/azure.ts'
import { EDGES } from './fingerprints/edges.ts'
import { GATEWAYS } from './fingerprints/gateways.ts'
import { ONE_API } from './fingerprints/one-api.ts'
import { OPENAI } from './fingerprints/openai.ts'

/** Every sign by which a program can be known. Adding one is one row in the table of its hop. */
export const FINGERPRINTS: readonly Fingerprint[] = [...EDGES, ...ONE_API, ...GATEWAYS, ...APIM, ...AOAI, ...OPENAI]
