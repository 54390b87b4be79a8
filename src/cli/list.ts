import { whyNotApplicable } from '../judging/applies.ts'
import type { Shard } from '../model.ts'
import { count } from '../report/text.ts'
import type { Filter, Paying } from '../run/plan.ts'
import { imagesByArea, type Plan, plan } from '../run/plan.ts'
import type { Target } from '../target/target.ts'

/** What is about to be sent and what it costs, in one line. */
export function planLine({ profile }: Target, planned: Plan, { tier }: Filter): string {
  const { cases, images } = planned
  const sent = `Plan of TIER=${tier} for ${profile.name}: ${count(cases.length, 'request')}, ${count(images, 'image')} paid`
  return images === 0 ? sent : `${sent} (${imagesByArea(planned)})`
}

/** Every requirement that the tier judges and every request that it would send; nothing is sent. */
export function listing(target: Target, filter: Filter, shard: Shard | null = null, paying: Paying = 'at once'): string {
  const { requirements, cases, images } = plan(target, filter, shard, paying)
  const areas = [...new Set(requirements.map(({ area }) => area))]
  const ids = cases.map(({ id }) => id)
  const { profile } = target
  const lines = [
    `Tier ${filter.tier} under the profile ${profile.name}: ${requirements.length} requirements, ${cases.length} requests, ${images} of them paid images.`,
    ...areas.flatMap((area) => [
      '',
      area,
      ...requirements
        .filter((row) => row.area === area)
        .map((row) => {
          const { id, sentence } = row
          const reason = whyNotApplicable(row, profile, ids)
          return `  ${id.padEnd(18)}${sentence}${reason === null ? '' : ` (not applicable: ${reason})`}`
        }),
    ]),
    '',
    'requests',
    ...cases.map(
      ({ id, method, url, images, sentence }) =>
        `  ${images === 0 ? 'free' : paying === 'never' ? 'held' : 'PAID'}  ${id.padEnd(36)}${method} ${url}  ${sentence}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}
