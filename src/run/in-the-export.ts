import { causes } from '../diagnosis/causes.ts'
import { alsoIn } from '../diagnosis/read-in-export.ts'
import type { ConfigurationFinding, Diagnosis } from '../model.ts'

const TOLD = 'in a rehearsal every hop but API Management is the embedded one, which is sound: the fault lies in the export'

/**
 * What a rehearsal shows lies in the export that it runs: no other hop is anybody's own. Where reading the export shows the same
 * cause, the place and the remedy of the statement come first.
 */
export function inTheExport(
  diagnoses: readonly Diagnosis[],
  configuration: readonly ConfigurationFinding[],
): readonly Diagnosis[] {
  return diagnoses.map((diagnosis) => {
    const laid = isOfAnotherHop(diagnosis) ? atApim(diagnosis) : diagnosis
    const wrong = configuration.filter(({ level, cause }) => level === 'broken' && cause === laid.cause)
    return wrong.length === 0
      ? laid
      : alsoIn(
          laid,
          wrong.map((finding) => ({ finding, breaks: [] })),
        )
  })
}

/** The caller's own doings stay the caller's, and what says nothing of any hop stays where it is. */
const isOfAnotherHop = ({ hop, cause }: Diagnosis): boolean =>
  hop !== 'apim' && hop !== 'client' && causes[cause].stage !== 'environment'

const atApim = (diagnosis: Diagnosis): Diagnosis => ({
  ...diagnosis,
  hop: 'apim',
  confidence: diagnosis.confidence === 'certain' ? 'likely' : diagnosis.confidence,
  evidence: [TOLD, ...diagnosis.evidence],
})
