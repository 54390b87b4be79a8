import type { ChecklistItem } from '../model.ts'

/** The one reason why no item of the acceptance checklist could be seen, so that it is not said six times; null otherwise. */
export function nothingSeen(checklist: readonly ChecklistItem[]): string | null {
  const reasons = new Set(checklist.map(({ evidence }) => evidence.join('; ')))
  const unseen = checklist.every(({ status }) => status === 'not-observable')
  return checklist.length > 0 && unseen && reasons.size === 1 ? ([...reasons][0] ?? null) : null
}
