import type { Run } from '../model.ts'

/** The first line of every output when no real gateway was called; null when one was. */
export function notice({ target, rehearsal }: Run): string | null {
  if (!target.embedded) return null
  const chain = target.chain.join(' → ')
  return rehearsal === null
    ? `Embedded reference chain (${chain}): no real gateway was called.`
    : `Rehearsal of an APIM export in the embedded chain (${chain}): no real gateway was called.`
}
