import type { Run } from '../model.ts'
import { imagesIn } from '../replay/budget.ts'
import { metRateLimits } from './rate-limit.ts'
import { duration } from './text.ts'

/** What a run cost, in one line. `paidImages` counts answers, and one of them may hold several images. */
export function spent(run: Run): string {
  const { exchanges, paidImages, possiblyPaid, requestsSent, durationMs } = run
  const images = exchanges.filter(({ billing }) => billing === 'paid').reduce((sum, exchange) => sum + imagesIn(exchange), 0)
  const paid = images > paidImages ? `${images} (in ${paidImages} answers)` : `${paidImages}`
  const perhaps = possiblyPaid > 0 ? ` and possibly ${possiblyPaid} more (no picture came that could be counted)` : ''
  return `Images paid: ${paid}${perhaps} · requests sent: ${requestsSent}${metRateLimits(run)} · took ${duration(durationMs)}`
}
