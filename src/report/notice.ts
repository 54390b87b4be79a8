import type { Run } from '../model.ts'

/** The first line of every output when no real gateway was called; null when one was. */
export function notice({ target }: Run): string | null {
  return target.embedded ? `Embedded reference chain (${target.chain.join(' → ')}): no real gateway was called.` : null
}
