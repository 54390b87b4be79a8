import type { CauseName } from '../model.ts'
import { exchangeOf, type Refinement } from './refining.ts'

/** What a model says of a form that is not as it should be. */
const FORM: readonly CauseName[] = ['image-field-rejected', 'request-rejected', 'multipart-damaged']
const PARAMETER = /(?<verb>missing required|unknown) parameter: '(?<name>\w+)(?:\[\])?'/i

/** Forms that did not arrive as they were sent, and who changed them. */
export const CHANGED_FORMS: readonly Refinement[] = [
  {
    sentence: 'What is said to be missing or unknown is not what was sent: the form changed on the way.',
    refine(finding, evidence) {
      const exchange = exchangeOf(finding, evidence)
      if (exchange === undefined || !FORM.includes(finding.cause)) return null
      const named = PARAMETER.exec(exchange.response?.text ?? '')
      if (named?.groups === undefined) return null
      const { verb = '', name = '' } = named.groups
      const sent = exchange.request.parts.some((part) => part.name.replace('[]', '') === name)
      const changed = /missing/i.test(verb) ? sent : !sent
      if (!changed || exchange.request.parts.length === 0) return null
      const told = `${exchange.id}: the model says "${named[0]}", and the form ${sent ? 'had that part' : 'had no such part'} when it was sent`
      return { ...finding, cause: 'multipart-damaged', evidence: [told, ...finding.evidence], alternatives: [] }
    },
  },
  {
    sentence: 'What this suite sent was whole: a relay that takes forms apart and builds them anew damaged it.',
    refine(finding, { target, configuration }) {
      if (finding.cause !== 'multipart-damaged') return null
      if (configuration.some(({ cause }) => cause === 'multipart-damaged')) return { ...finding, hop: 'apim' }
      // API Management streams a form through; gateways of the one-api family parse it and write it again (new-api relay/channel/openai/adaptor.go).
      const rebuilds = target.profile.chain.find((hop) => hop === 'one-api' || hop === 'gateway')
      if (rebuilds !== undefined) return { ...finding, hop: rebuilds }
      return finding.hop === 'client' ? { ...finding, hop: 'unknown' } : null
    },
  },
]
