import { whyNotApplicable } from '../judging/applies.ts'
import type { Shard } from '../model.ts'
import type { Filter } from '../run/plan.ts'
import { plan } from '../run/plan.ts'
import type { Target } from '../target/target.ts'

/** Every requirement that the tier judges and every request that it would send; nothing is sent. */
export function listing(target: Target, filter: Filter, shard: Shard | null = null): string {
  const { requirements, cases, images } = plan(target, filter, shard)
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
        `  ${images > 0 ? 'PAID' : 'free'}  ${id.padEnd(36)}${method} ${url}  ${sentence}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}
