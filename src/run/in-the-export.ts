import { causes } from '../diagnosis/causes.ts'
import { alsoIn } from '../diagnosis/read-in-export.ts'
import type { Diagnosis, ReadConfiguration } from '../model.ts'

const TOLD = 'in a rehearsal every hop but API Management is the embedded one, which is sound: the fault lies in the export'

/**
 * What a rehearsal shows lies in the export that it runs: no other hop is anybody's own. Where reading the export shows the same
 * cause, the place and the remedy of the statement come first.
 */
export function inTheExport(
  diagnoses: readonly Diagnosis[],
  { items, findings }: Pick<ReadConfiguration, 'items' | 'findings'>,
): readonly Diagnosis[] {
  const isRead = (number: number): boolean => items.some(({ item, status }) => item === number && status === 'holds')
  return diagnoses.map((diagnosis) => {
    const laid = unlessRead(isOfAnotherHop(diagnosis) ? atApim(diagnosis) : diagnosis, isRead)
    const same = findings.filter(({ cause }) => cause === laid.cause)
    const broken = same.filter(({ level }) => level === 'broken')
    // What is only warned of is what broke the call, as it did break.
    const wrong = broken.length > 0 ? broken : same
    return wrong.length === 0
      ? laid
      : alsoIn(
          laid,
          wrong.map((finding) => ({ finding, breaks: [] })),
        )
  })
}

/** What is only possible breaks no item that the same export is seen to have right. */
const unlessRead = (diagnosis: Diagnosis, isRead: (item: number) => boolean): Diagnosis =>
  diagnosis.confidence === 'possible'
    ? { ...diagnosis, checklistItems: diagnosis.checklistItems.filter((item) => !isRead(item)) }
    : diagnosis

/** The caller's own doings stay the caller's, and what says nothing of any hop stays where it is. */
const isOfAnotherHop = ({ hop, cause }: Diagnosis): boolean =>
  hop !== 'apim' && hop !== 'client' && causes[cause].stage !== 'environment'

const atApim = (diagnosis: Diagnosis): Diagnosis => ({
  ...diagnosis,
  hop: 'apim',
  confidence: diagnosis.confidence === 'certain' ? 'likely' : diagnosis.confidence,
  evidence: [TOLD, ...diagnosis.evidence],
})
