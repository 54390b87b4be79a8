import { join } from 'node:path'
import { attachment, attachmentPath } from 'allure-js-commons'
import type { AttributedExchange } from '../model.ts'

/** More exchanges than these under one requirement are in conformance.json, not in every test of the Allure report. */
const ATTACHED_AT_MOST = { passed: 1, failed: 3 } as const

/** Attaches the exchanges that a requirement looks at, and their pictures, to its test in the Allure report. */
export async function attachEvidence(
  outcome: keyof typeof ATTACHED_AT_MOST,
  exchanges: readonly AttributedExchange[],
  reportFolder: string,
): Promise<void> {
  for (const exchange of exchanges.slice(0, ATTACHED_AT_MOST[outcome])) {
    await attachment(`exchange ${exchange.id}`, JSON.stringify(exchange, null, 2), 'application/json')
    for (const picture of exchange.response?.pictures ?? [])
      if (picture.kind === 'decoded' && picture.file !== null)
        await attachmentPath(`picture of ${exchange.id}`, join(reportFolder, picture.file), `image/${picture.format}`)
  }
}
