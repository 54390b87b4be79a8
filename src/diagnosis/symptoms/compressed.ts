import type { Symptom } from '../symptom.ts'

/** The first bytes of gzip (RFC 1952), read as UTF-8 and as Latin-1. */
const GZIP = ['\u001f\ufffd\b', '\u001f\u008b\b']

/** Programs that ask their upstream for gzip in the caller's name, and write the headers of the answer anew, send such bodies. */
export const COMPRESSED: Symptom = {
  cause: 'response-not-json',
  sentence: 'the body is compressed with gzip, and no header says so',
  when: ({ exchange, reading: { headers } }) => {
    const body = exchange.response?.body
    return typeof body === 'string' && GZIP.some((start) => body.startsWith(start)) && !headers.has('content-encoding')
  },
  confidence: 'likely',
  hop: ({ context, attribution }) => (context.chain === null || context.chain.length > 1 ? 'unknown' : attribution.answeredBy),
}
