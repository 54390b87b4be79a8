import { place } from '../configuration/export.ts'
import type { ConfigurationFinding, ReadConfiguration } from '../model.ts'
import { NotObservable } from './check.ts'

/**
 * The part of an export that a requirement looks at has nothing that breaks it.
 * @throws NotObservable when nothing was found, and something that it hangs on could not be read or told
 */
export function hasNothingWrong({ items, findings }: ReadConfiguration): readonly string[] {
  const unclear = items.find(({ status }) => status === 'not-observable')
  if (findings.length === 0 && unclear !== undefined)
    throw new NotObservable(unclear.evidence[0] ?? 'the export does not show it')
  return findings.map(inWords)
}

const inWords = ({ sentence, remedy, ...at }: ConfigurationFinding): string => `${place(at)}: ${sentence} ${remedy}`
