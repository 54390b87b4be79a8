import { place } from '../configuration/export.ts'
import type { ConfigurationFinding, ReadConfiguration } from '../model.ts'
import { NotObservable } from './check.ts'

/**
 * The export has nothing that breaks this item of the checklist; null: nothing else that breaks an operation.
 * @throws NotObservable when what decides the item could not be read or told
 */
export function hasRight({ items, findings }: ReadConfiguration, item: number | null): readonly string[] {
  const unclear = items.find((one) => one.item === item && one.status === 'not-observable')
  if (unclear !== undefined) throw new NotObservable(unclear.evidence[0] ?? 'the export does not show it')
  return findings.filter((one) => one.level === 'broken' && one.item === item).map(inWords)
}

/**
 * The export has nothing that holds streams back to their end.
 * @throws NotObservable when nothing was found, and a policy on the way could not be read
 */
export function letsStreamsPass({ items, findings }: ReadConfiguration): readonly string[] {
  const found = findings.filter(({ level }) => level === 'breaks-streams').map(inWords)
  // What cannot be read of a policy leaves the items of its statements open, whichever section it is in.
  const unclear = items.find(({ status }) => status === 'not-observable')
  if (found.length === 0 && unclear !== undefined) throw new NotObservable(unclear.evidence[0] ?? 'the export does not show it')
  return found
}

/** The export has nothing that works today, at least for who asks for no stream, and is to be looked at all the same. */
export function warnsOfNothing({ findings }: ReadConfiguration): readonly string[] {
  return findings.filter(({ level }) => level !== 'broken').map(inWords)
}

const inWords = ({ sentence, remedy, ...at }: ConfigurationFinding): string => `${place(at)}: ${sentence} ${remedy}`
