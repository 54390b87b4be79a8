import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChain } from '../../reference/chain.ts'
import type { Fault } from '../../reference/faults/fault.ts'
import type { DialectName } from '../../reference/one-api/dialects.ts'
import { requirements, suiteFile } from '../../src/requirements.ts'
import { writeExport } from './exported.ts'
import { type Ended, runSuite } from './run-suite.ts'

/** Long enough for a loaded machine, short enough that a fault that never answers does not hold up the proof; the full tier sends 25 MiB. */
const REQUEST_TIMEOUT_MS = { acceptance: '5000', full: '15000' } as const

/** Starts the chain with the fault and lets the real suite judge it from outside, given what settles the diagnosis. */
export async function runFault(
  fault: Fault,
  { dialect, access = fault.settledBy }: { dialect?: DialectName; access?: Fault['settledBy'] | null } = {},
): Promise<Ended> {
  const chain = await startChain(dialect === undefined ? { fault } : { fault, dialect })
  const folder = mkdtempSync(join(tmpdir(), 'export-'))
  try {
    const env = {
      TARGET_URL: chain.url,
      TARGET_API_KEY: chain.key,
      TARGET_PROFILE: fault.layout,
      REQUEST_TIMEOUT_MS: REQUEST_TIMEOUT_MS[fault.tier ?? 'acceptance'],
    }
    const given = access === 'APIM_EXPORT' ? { ...env, APIM_EXPORT: await exported(fault, folder) } : env
    return await (fault.tier === 'full' ? runSuite({ ...given, TIER: 'full' }, areasOf(fault)) : runSuite(given))
  } finally {
    await chain.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the full tier shows is judged in the areas that the fault is about, with all that these need: the rest is judged without it. */
const areasOf = ({ turnsRed }: Fault): readonly string[] => [
  ...new Set(requirements.flatMap(({ id, area }) => (turnsRed.includes(id) ? [`suites/${suiteFile(area)}`] : []))),
]

/** The configuration that the chain runs with the fault in it. */
export const exported = ({ change }: Fault, folder: string): Promise<string> =>
  writeExport(
    change.flatMap((one) => (one.hop === 'apim' ? one.edits : [])),
    folder,
  )
