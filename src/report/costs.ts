import type { Run } from '../model.ts'
import { imagesIn } from '../replay/budget.ts'
import { metRateLimits } from './rate-limit.ts'
import { duration } from './text.ts'

/** Images that came and are paid for; one answer may hold several. */
export const imagesPaid = ({ exchanges }: Run): number =>
  exchanges.filter(({ billing }) => billing === 'paid').reduce((sum, exchange) => sum + imagesIn(exchange), 0)

/** What a run cost, in one line. `paidImages` counts answers. */
export function spent(run: Run): string {
  const { paidImages, possiblyPaid, requestsSent, durationMs } = run
  const images = imagesPaid(run)
  const paid = images > paidImages ? `${images} (in ${paidImages} answers)` : `${paidImages}`
  const perhaps = possiblyPaid > 0 ? ` and possibly ${possiblyPaid} more (no picture came that could be counted)` : ''
  return `Images paid: ${paid}${perhaps} · requests sent: ${requestsSent}${metRateLimits(run)} · took ${duration(durationMs)}`
}
