import { OUTSIDE } from '../configuration/side-by-side.ts'
import { CAUSES, type CauseName, type Diagnosis, type ReadConfiguration } from '../model.ts'
import { causes } from './causes.ts'

/** A diagnosis as it reads beside an export that has right what it is about, and the items that it is about then. */
export interface BesideExport {
  readonly diagnosis: Diagnosis
  /** Empty where the export says nothing against it. */
  readonly contradicted: readonly number[]
}

type Read = Pick<ReadConfiguration, 'items' | 'findings'>

/**
 * Where the export has right whatever the diagnosis may be about, the policy in it is not what is to be changed: it is not what is
 * published, or something that no export shows is wrong.
 */
export function besideExport(diagnosis: Diagnosis, read: Read | null): BesideExport {
  const items = read === null || diagnosis.hop !== 'apim' ? null : itemsOf(diagnosis)
  if (read === null || items === null || !items.every((item) => isRight(item, read))) return { diagnosis, contradicted: [] }
  const named = `${items.length === 1 ? 'item' : 'items'} ${items.join(' and ')}`
  const outside = items.flatMap((item) => OUTSIDE[item] ?? []).join(', or ')
  return {
    contradicted: items,
    diagnosis: {
      ...diagnosis,
      evidence: [...diagnosis.evidence, `configuration: the export has ${named} of the checklist right`],
      remedy: `The export has ${named} right: what is published is not this export, or ${outside}. Publish it and run again, or extract it anew and compare, before you change the policy. In general: ${diagnosis.remedy}`,
      alternatives: diagnosis.alternatives.filter((text) => !(text.startsWith('to settle it') && text.includes('APIM_EXPORT'))),
    },
  }
}

/** The items that the cause is about, and those that it may as well be about; null where something else may be it. */
function itemsOf({ cause, confidence, alternatives }: Diagnosis): readonly number[] | null {
  const others =
    confidence === 'possible' ? alternatives.flatMap((text) => CAUSES.find((name) => text.startsWith(`${name}: `)) ?? []) : []
  const items = [cause, ...others].map((name: CauseName) => causes[name].item)
  const known = items.filter((item) => item !== null)
  return known.length < items.length ? null : [...new Set(known)].toSorted((one, other) => one - other)
}

/** What the export is warned about may be what shows. */
const isRight = (number: number, { items, findings }: Read): boolean =>
  OUTSIDE[number] !== undefined &&
  items.some(({ item, status }) => item === number && status === 'holds') &&
  !findings.some(({ item }) => item === number)
