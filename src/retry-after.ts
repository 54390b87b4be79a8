import { type Headers, header } from './model.ts'

/** Date.parse finds a date in almost any text with a number in it. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * How long a refusal asks to wait, ms; null when it does not say. `Retry-After` gives seconds or a date (RFC 9110, section
 * 10.2.3), `retry-after-ms` milliseconds (Azure OpenAI; read by openai-node before the other).
 */
export function retryAfterMs(headers: Headers, now: Date): number | null {
  const precise = number(header(headers, 'retry-after-ms'))
  if (precise !== null) return precise
  const text = header(headers, 'retry-after')
  const seconds = number(text)
  if (seconds !== null) return seconds * 1000
  return text !== null && HTTP_DATE.test(text) ? Math.max(0, Date.parse(text) - now.getTime()) : null
}

const number = (text: string | null): number | null => (text !== null && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : null)
