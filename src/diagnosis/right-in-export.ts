import { CAUSES, type CauseName, type Contradiction, type Diagnosis, type ReadConfiguration } from '../model.ts'
import { causes } from './causes.ts'
import { alsoIn } from './read-in-export.ts'

/** What else than another published configuration shows in this way, though the export has it right; null for nothing else. */
const OUTSIDE: Partial<Readonly<Record<CauseName, string | null>>> = {
  'operation-missing': 'the calls go to another API Management instance or gateway path',
  'rewrite-wrong': null,
  'rewrite-copied': null,
  'deployment-not-found': 'the deployment does not exist at the backend',
  'deployment-mismatch': 'a backend pool or a spillover answers from another deployment',
  'api-version-missing': null,
  'api-version-unsupported': 'the model’s api does not know that api-version for this operation',
  'backend-credential-rejected': 'the key’s value or the identity’s role is wrong, which no export shows',
  'backend-key-auth-disabled': 'the resource takes no keys',
  'backend-permission-denied': 'the identity lacks its role at the resource',
  'auth-inconsistent': null,
  'subscription-key-rejected': 'callers use a key of another subscription',
}

/** A diagnosis as it reads beside an export, and which items of the checklist the export has right against it. */
export interface BesideExport {
  readonly diagnosis: Diagnosis
  readonly contradicted: readonly Contradiction[]
}

type Read = Pick<ReadConfiguration, 'items' | 'findings'>

/**
 * Where the export has right whatever the diagnosis may be about, the policy in it is not what is to be changed: it is not what is
 * published, or something that no export shows is wrong. What is to be fixed at another hop is no matter of the export.
 */
export function besideExport(diagnosis: Diagnosis, read: Read | null): BesideExport {
  if (read === null) return { diagnosis, contradicted: [] }
  const asked = { ...diagnosis, alternatives: diagnosis.alternatives.flatMap(withoutAskingForIt) }
  const settled = namingWarned(asked, read)
  const isOfAnotherHop = diagnosis.hop !== 'apim' && diagnosis.hop !== 'unknown'
  const contradicted = isOfAnotherHop ? [] : contradictions(diagnosis)
  if (contradicted.length === 0 || !contradicted.every(({ item }) => isRight(item, read)))
    return { diagnosis: settled, contradicted: [] }
  const items = contradicted.map(({ item }) => item)
  const named = `${items.length === 1 ? 'item' : 'items'} ${items.join(' and ')}`
  const why = ['what is published is not this export', ...contradicted.flatMap(({ outside }) => outside ?? [])]
  return {
    contradicted,
    diagnosis: {
      ...settled,
      evidence: [...settled.evidence, `configuration: the export has ${named} of the checklist right`],
      remedy: `The export has ${named} right: ${why.join(', or ')}. Publish it and run again, or extract it anew and compare, before you change the policy. In general: ${settled.remedy}`,
    },
  }
}

/** A statement that is only warned of is what breaks the call, where it does break and nothing worse is wrong. */
function namingWarned(diagnosis: Diagnosis, { findings }: Read): Diagnosis {
  const same = findings.filter(({ cause }) => cause === diagnosis.cause)
  if (same.length === 0 || same.some(({ level }) => level !== 'warning')) return diagnosis
  return alsoIn(
    diagnosis,
    same.map((finding) => ({ finding, breaks: [] })),
  )
}

/** The items that the cause is about, and those that it may as well be about; none where it may be what no export shows. */
function contradictions({ cause, confidence, alternatives }: Diagnosis): readonly Contradiction[] {
  const others = alternatives.flatMap((text) => CAUSES.find((name) => text.startsWith(`${name}: `)) ?? [])
  const allowed = confidence === 'possible' ? [cause, ...others] : [cause]
  const known = allowed.flatMap((name) => {
    const { item } = causes[name]
    const outside = OUTSIDE[name]
    return item === null || outside === undefined ? [] : [{ item, outside }]
  })
  if (known.length < allowed.length) return []
  const items = [...new Set(known.map(({ item }) => item))].toSorted((one, other) => one - other)
  return items.map((item) => ({
    item,
    outside: known.find((one) => one.item === item && one.outside !== null)?.outside ?? null,
  }))
}

/** What the export is warned about may be what shows. */
const isRight = (number: number, { items, findings }: Read): boolean =>
  items.some(({ item, status }) => item === number && status === 'holds') && !findings.some(({ item }) => item === number)

/** The export is given: what it would show is known. */
function withoutAskingForIt(text: string): readonly string[] {
  const [start = '', asked] = /^(to settle it: )(.*)$/s.exec(text)?.slice(1) ?? []
  if (asked === undefined) return [text]
  const rest = asked.split(/(?<=[.;])\s+/).filter((sentence) => !sentence.includes('APIM_EXPORT'))
  return rest.length === 0 ? [] : [start + rest.join(' ').replace(/;$/, '.')]
}
