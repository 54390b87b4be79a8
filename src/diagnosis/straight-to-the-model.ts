import type { CauseName } from '../model.ts'
import type { Target } from '../target/target.ts'
import { isModelAlone } from './causes/straight.ts'
import { otherOf, reachedTheModel, works } from './evidence.ts'
import type { Refinement } from './refining.ts'

export const isStraight = ({ profile }: Target): boolean => isModelAlone(profile.chain)

/** What a path that the model does not know may mean. */
const ROUTING: readonly CauseName[] = ['rewrite-wrong', 'operation-missing', 'api-version-missing', 'api-version-unsupported']

export const WRONG_ADDRESS: Refinement = {
  sentence: 'Callers reach the model themselves and it knows none of their paths: the base URL is wrong.',
  refine(finding, evidence) {
    const { target } = evidence
    if (!isStraight(target) || !ROUTING.includes(finding.cause) || finding.confidence === 'certain') return null
    const isKnown = [finding.operation, otherOf(finding.operation)].some(
      (operation) => works(evidence, operation) || reachedTheModel(evidence, operation),
    )
    if (isKnown) return null
    const told =
      'no operation is found at this address, and nobody in front of the model rewrites paths: they are built from TARGET_URL'
    const because = `the resource may not know TARGET_API_VERSION=${target.apiVersion}`
    const version = { cause: 'api-version-unsupported', because } as const
    const alternatives = target.apiVersion === null ? [] : [version]
    return { ...finding, cause: 'wrong-base-url', hop: 'client', evidence: [told, ...finding.evidence], alternatives }
  },
}

/** What a hop in front of the model does, and what this suite writes itself. */
const NOBODYS: readonly CauseName[] = ['rewrite-copied', 'operation-missing', 'api-version-missing']

export const WITHOUT_RELAYS: Refinement = {
  sentence: 'Where callers reach the model themselves, nothing is left of what only a hop in front of it can do.',
  refine(finding, { target }) {
    if (!isStraight(target)) return null
    const isOut = (cause: CauseName): boolean =>
      NOBODYS.includes(cause) || (cause === 'api-version-unsupported' && target.apiVersion === null)
    return { ...finding, alternatives: finding.alternatives.filter(({ cause }) => !isOut(cause)) }
  },
}
