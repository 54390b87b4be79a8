import { casesOf, imagesPlanned, type PlannedCase } from '../cases.ts'
import { groupedBy } from '../grouped.ts'
import { matches } from '../judging/matches.ts'
import { type Shard, TIERS, type Tier } from '../model.ts'
import { listed } from '../report/text.ts'
import { type Requirement, requirements, suiteFile } from '../requirements.ts'
import type { Target } from '../target/target.ts'
import { ARGUMENTS, BadConfiguration } from '../target/variables.ts'
import { ofShard } from './shards.ts'

/** When images are drawn: beside the probes, only when these show their operations whole, or not at all. */
export type Paying = 'at once' | 'after the probes' | 'never'

/** What a run was asked for: everything of its tier, or the part that a filter leaves. */
export interface Filter {
  readonly tier: Tier
  /** Matches `area ID sentence`; null for all. */
  readonly name: RegExp | null
  /** Parts of suite file names; empty for all. */
  readonly files: readonly string[]
}

/** What a run judges and what it sends for that, known before anything is sent. */
export interface Plan {
  readonly requirements: readonly Requirement[]
  readonly cases: readonly PlannedCase[]
  /** Images that are paid for when everything answers as it should. */
  readonly images: number
}

/** @throws BadConfiguration when there is less to judge than there are shards */
export function plan(target: Target, filter: Filter, shard: Shard | null = null, paying: Paying = 'at once'): Plan {
  const inFilter = requirements.filter((row) => reason(row, filter) === null)
  const asked = ofShard(inFilter, shard, target)
  // On an answer that lacks what a requirement needs it would hold for nothing: an error has no picture of the wrong size.
  const due = new Set(asked.flatMap((row) => [row.id, ...needsOf(row)]))
  const selected = requirements.filter(({ id }) => due.has(id))
  const inTier = casesOf(target).filter(({ tier }) => rank(tier) <= rank(filter.tier))
  const wanted = inTier.filter(({ id }) => selected.some(({ on }) => on.some((pattern) => matches(pattern, id))))
  // A free request is only sent after the first of its operation has shown that it is free, and at a gate an image too.
  const rests = ({ turn }: PlannedCase): boolean =>
    turn === 'free' || turn === 'bad' || turn === 'burst' || (turn === 'paid' && paying === 'after the probes')
  const firsts = inTier.filter(
    ({ turn, operation }) => turn === 'first' && wanted.some((one) => rests(one) && one.operation === operation),
  )
  const cases = [...new Set([...firsts, ...wanted])]
  return { requirements: selected, cases, images: paying === 'never' ? 0 : imagesPlanned(cases) }
}

/**
 * A run of nothing says nothing, and a pipeline would take a mistyped ID for a target that cannot be judged.
 * @throws BadConfiguration when the filter leaves no requirement
 */
export function mustSelect(filter: Filter): void {
  if (requirements.some((row) => reason(row, filter) === null)) return
  const later = requirements.filter((row) => reason(row, { ...filter, tier: 'full' }) === null)
  const ids = later.map(({ id }) => id)
  const tier = TIERS.find((one) => later.some((row) => row.tier === one))
  const fault =
    tier === undefined
      ? 'select no requirement: --list prints the area, ID and sentence that -t is matched with, and its suite'
      : `select only what TIER=${filter.tier} sends nothing for (${listed(ids, 5, '')}): it takes TIER=${tier}`
  throw new BadConfiguration([
    { variable: ARGUMENTS, fault, example: tier === undefined ? 'npm test -- -t EDIT-1' : `TIER=${tier} npm test -- --list` },
  ])
}

/** The images of a plan by the area that first looks at them: `text-to-image 1, parameters 15`. */
export function imagesByArea({ requirements, cases }: Pick<Plan, 'requirements' | 'cases'>): string {
  const areaOf = ({ id }: PlannedCase): string =>
    requirements.find(({ on }) => on.some((pattern) => matches(pattern, id)))?.area ?? 'no area'
  const paid = groupedBy(
    cases.filter(({ images }) => images > 0),
    areaOf,
  )
  return [...paid].map(([area, some]) => `${area} ${imagesPlanned(some)}`).join(', ')
}

/** What of a plan costs nothing. */
export function freePart({ requirements, cases }: Plan): Plan {
  const paid = cases.filter(({ images }) => images > 0)
  const looksAtImages = ({ on }: Requirement): boolean => paid.some(({ id }) => on.some((pattern) => matches(pattern, id)))
  return {
    requirements: requirements.filter((row) => !looksAtImages(row)),
    cases: cases.filter(({ images }) => images === 0),
    images: 0,
  }
}

/** The requirements that this one needs, directly or through others. */
function needsOf({ needs }: Requirement): readonly string[] {
  if (needs === undefined) return []
  return [needs, ...requirements.filter(({ id }) => id === needs).flatMap(needsOf)]
}

/** Why nobody asked for a requirement; null when somebody did. */
export function reason(row: Requirement, { tier, name, files }: Filter): string | null {
  if (rank(row.tier) > rank(tier)) return `the tier ${tier} sends nothing for it`
  const file = `suites/${suiteFile(row.area)}`
  if (files.length > 0 && !files.some((part) => file.includes(part.replace(/^\.\//, '')))) return 'not selected'
  return name === null || name.test(`${row.area} ${row.id} ${row.sentence}`) ? null : 'not selected'
}

/** Does the tier send what the requirement looks at? */
export const isInTier = (id: string, tier: Tier): boolean =>
  requirements.some((row) => row.id === id && rank(row.tier) <= rank(tier))

const rank = (tier: Tier): number => TIERS.indexOf(tier)

/**
 * The number of images that a run may pay for.
 * @throws BadConfiguration when MAX_PAID_IMAGES is below the plan, with the plan
 */
export function budgetOf(plan: Plan, limit: number | undefined): number {
  const { images } = plan
  if (limit !== undefined && limit < images) {
    throw new BadConfiguration([
      {
        variable: 'MAX_PAID_IMAGES',
        fault: `${limit} is below the plan of ${images} (${imagesByArea(plan)}); raise it, or choose TIER=probe, which pays for none`,
        example: String(images),
      },
    ])
  }
  return images
}
