import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Diagnosis, Judgement, Run } from '../model.ts'

/** The members of an Allure result that are completed here; all others stay as allure-vitest wrote them. */
interface AllureResult {
  readonly name: string
  readonly labels?: readonly { readonly name: string; readonly value: string }[]
}

const STATUS = {
  passed: 'passed',
  failed: 'failed',
  blocked: 'skipped',
  'not-applicable': 'skipped',
  unjudged: 'skipped',
  'not-run': 'skipped',
} as const

/**
 * Puts into the Allure results what only the whole run knows: which failures are consequences, and the diagnosis on each
 * failed test. vitest had judged every requirement alone.
 */
export async function completeAllure(run: Run, reportFolder: string): Promise<void> {
  const folder = join(reportFolder, 'allure-results')
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('-result.json'))
  await Promise.all(
    files.map(async (file) => {
      const path = join(folder, file)
      const result: unknown = JSON.parse(await readFile(path, 'utf8'))
      if (!isResult(result)) return
      const judgement = run.requirements.find(({ id }) => result.name.startsWith(`${id} `))
      if (judgement !== undefined) await writeFile(path, JSON.stringify(completed(result, judgement, run)))
    }),
  )
  const { target, tier, verdict } = run
  const environment = {
    verdict,
    tier,
    target: target.url,
    profile: target.profile,
    chain: target.chain.join(' → '),
    embedded: String(target.embedded),
  }
  if (files.length > 0)
    await writeFile(
      join(folder, 'environment.properties'),
      Object.entries(environment)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    )
}

function completed(result: AllureResult, judgement: Judgement, { diagnoses }: Run): AllureResult {
  const diagnosis = diagnoses.find(({ affects }) => affects.includes(judgement.id))
  const message = [judgement.message, ...(diagnosis === undefined ? [] : inWords(diagnosis))]
    .filter((line) => line !== '')
    .join('\n')
  return {
    ...result,
    ...{ status: STATUS[judgement.status], statusDetails: { message } },
    labels: [
      ...(result.labels ?? []).filter(({ name }) => name !== 'severity' && name !== 'feature'),
      { name: 'feature', value: judgement.area },
      { name: 'severity', value: judgement.level === 'MUST' ? 'critical' : 'minor' },
    ],
  }
}

const inWords = ({ cause, hop, confidence, remedy, evidence }: Diagnosis): readonly string[] => [
  '',
  `Diagnosis: ${cause} at ${hop} (${confidence})`,
  `What to do: ${remedy}`,
  ...evidence.map((reading) => `Evidence: ${reading}`),
]

const isResult = (value: unknown): value is AllureResult =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
