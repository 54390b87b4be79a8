import type { Run } from '../model.ts'

/** What rate limits did to the run, as a part of the line on what was spent; empty when there were none. */
export function metRateLimits({ exchanges }: Pick<Run, 'exchanges'>): string {
  const refused = exchanges.filter(({ response }) => response?.status === 429)
  if (refused.length === 0) return ''
  const answered = refused.filter((one) =>
    exchanges.some((other) => other.case === one.case && other.response !== null && other.response.status !== 429),
  )
  const again = answered.length === 0 ? '' : `, ${answered.length} of them answered when sent again`
  return ` · met a rate limit (429): ${refused.length}${again}`
}
