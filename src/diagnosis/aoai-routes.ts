import type { CauseName, Operation } from '../model.ts'
import { callsOf, type Evidence, otherOf, works } from './evidence.ts'
import type { Finding } from './findings.ts'
import { alone, preferring, type Refinement } from './refining.ts'
import { isStraight } from './straight-to-the-model.ts'

const AOAI_ROUTING: readonly CauseName[] = ['rewrite-wrong', 'api-version-missing', 'api-version-unsupported']

/** Azure/azure-rest-api-specs: the dated api-versions whose published specification has images/edits begin here. */
const FIRST_WITH_EDITS = '2025-04-01'

/** What the pair tells of a path that Azure OpenAI does not know. */
export const AOAI_ROUTES: readonly Refinement[] = [
  {
    sentence: 'The other operation takes the same way and works: what is wrong concerns this operation alone.',
    refine(finding, evidence) {
      if (!isOpenRouting(finding) || !alone(finding, evidence)) return null
      const pair = `${otherOf(finding.operation)} reaches the model on the same way`
      if (finding.operation !== 'edits')
        return preferring(finding, 'rewrite-wrong', `${pair}, and every api-version that knows edits knows generations`)
      const { target } = evidence
      if (isStraight(target) && target.apiVersion === null)
        return preferring(finding, 'rewrite-wrong', `${pair}, and this path takes no api-version`)
      const version = target.profile.chain.includes('apim') || isStraight(target) ? target.apiVersion : null
      return version !== null && version >= FIRST_WITH_EDITS
        ? preferring(finding, 'rewrite-wrong', `${pair}, and TARGET_API_VERSION=${version} knows edits`)
        : preferring(
            finding,
            'api-version-unsupported',
            `${pair}; Azure's specification has edits only from ${FIRST_WITH_EDITS}-preview on`,
          )
    },
  },
  {
    sentence: 'Neither operation finds its route: what they share is wrong.',
    refine(finding, evidence) {
      const both = (['generations', 'edits'] as const).every((operation) => missesItsRoute(operation, evidence))
      if (!isOpenRouting(finding) || !both) return null
      const shared = 'neither operation finds its route, so what they share (backend base URL, rewrite, api-version) is wrong'
      return preferring(finding, 'rewrite-wrong', shared)
    },
  },
]

/** An answer that says itself what does not fit ("API version not supported") leaves nothing to prefer. */
const isOpenRouting = ({ cause, alternatives }: Finding): boolean => AOAI_ROUTING.includes(cause) && alternatives.length > 0

/** Does the model, or the way to it, say of this operation that it cannot be found? */
const missesItsRoute = (operation: Operation, evidence: Evidence): boolean =>
  !works(evidence, operation) &&
  callsOf(evidence, operation).some(({ explanation }) => explanation !== null && AOAI_ROUTING.includes(explanation.cause))
