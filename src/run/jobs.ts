import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConfigurationReport } from '../configuration/check.ts'
import type { ApimExport } from '../configuration/export.ts'
import { type Baseline, badBaseline, readBaseline } from '../report/history.ts'
import { badKnownFailures, type KnownFailureEntry, readKnownFailures } from '../report/known-failures.ts'
import { requirements } from '../requirements.ts'
import { accessOf, type Target, targetOf } from '../target/target.ts'
import { BadConfiguration, type Settings } from '../target/variables.ts'
import { textOfFile } from '../text-file.ts'
import { EMBEDDED_PROFILES, startEmbedded } from './embedded.ts'

/** The targets of a run, and what must be stopped after it. */
export interface Targets {
  readonly targets: readonly Target[]
  close(): Promise<void>
}

export const DEFAULT_PROFILE = 'oneapi-apim-aoai'

/**
 * The target that the environment names, or the embedded ones.
 * @throws BadConfiguration
 */
export async function targetsOf(settings: Settings): Promise<Targets> {
  const access = accessOf(settings)
  if (access !== null)
    return { targets: [targetOf(access, settings, settings.TARGET_PROFILE ?? DEFAULT_PROFILE)], close: async () => undefined }
  const profiles = settings.TARGET_PROFILE === undefined ? EMBEDDED_PROFILES : [settings.TARGET_PROFILE]
  const chains = await Promise.all(profiles.map((profile) => startEmbedded(profile)))
  return {
    targets: chains.map((chain, index) => targetOf(chain, settings, profiles[index] ?? DEFAULT_PROFILE)),
    close: async () => {
      await Promise.all(chains.map((chain) => chain.close()))
    },
  }
}

/** Reports of the first target go to the folder itself, of every other to a folder of its profile's name in it. */
export const reportFolderOf = (folder: string, index: number, { profile }: Target): string =>
  index === 0 ? folder : join(folder, profile.name)

/** @throws BadConfiguration naming BASELINE */
export function baselineOf({ BASELINE: path }: Settings): Baseline | null {
  if (path === undefined) return null
  return readBaseline(textOf(path, badBaseline), path)
}

/** @throws BadConfiguration naming KNOWN_FAILURES and the line */
export function knownFailuresOf({ KNOWN_FAILURES: path }: Settings): readonly KnownFailureEntry[] {
  if (path === undefined) return []
  return readKnownFailures(
    textOf(path, badKnownFailures),
    requirements.map(({ id }) => id),
  )
}

function textOf(path: string, bad: (fault: string) => BadConfiguration): string {
  if (!existsSync(path)) throw bad(`there is no file ${path}`)
  try {
    return textOfFile(readFileSync(path))
  } catch (error) {
    throw bad(`${path} cannot be read (${error instanceof Error ? error.message : String(error)})`)
  }
}

/**
 * What the export of APIM_EXPORT shows, judged for the paths that callers of this target use; null without an export.
 * @throws BadConfiguration when the folder holds no export, or the target has nothing that it could be of
 */
export async function configurationOf(
  { APIM_EXPORT: folder, TARGET_PROFILE }: Settings,
  { profile, deployment, embedded }: Target,
): Promise<ConfigurationReport | null> {
  const { generations, edits } = profile.url.paths
  if (folder === undefined) return null
  if (edits === null || !profile.chain.includes('apim')) {
    // Where nobody chose a target, one of the embedded ones has an API Management and the other has none.
    if (embedded && TARGET_PROFILE === undefined) return null
    throw badExport(
      `is set, and the profile ${profile.name} has no API Management that it could be of (its chain: ${profile.chain.join(' → ')}): leave it out for this target, or correct TARGET_PROFILE`,
    )
  }
  // Loaded late: most runs have no export.
  const { checkConfiguration } = await import('../configuration/check.ts')
  return checkConfiguration(await exportOf(folder), { paths: { generations, edits }, deployment })
}

/** @throws BadConfiguration when the folder holds no export */
export async function exportOf(folder: string): Promise<ApimExport> {
  const { readExport, ExportError } = await import('../configuration/read-files.ts')
  return readExport(folder).catch((error: unknown) => {
    throw error instanceof ExportError ? badExport(error.message) : error
  })
}

export const badExport = (fault: string): BadConfiguration =>
  new BadConfiguration([{ variable: 'APIM_EXPORT', fault, example: './apim-artifacts' }])
