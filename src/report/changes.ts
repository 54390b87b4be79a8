import type { Changes, Run } from '../model.ts'
import { duration } from './text.ts'

/** One kind of change and what it befell, for people. */
export interface ChangeGroup {
  readonly title: string
  readonly entries: readonly string[]
}

/** The kinds of change that happened; empty when nothing did. */
export function changeGroups(changes: Changes): readonly ChangeGroup[] {
  return [
    { title: 'newly broken', entries: changes.newlyBroken },
    { title: 'fails now, was not judged then', entries: changes.newlySeen },
    { title: 'fixed', entries: changes.fixed },
    {
      title: 'still fails, and another hop is to be fixed or answers',
      entries: changes.movedHop.map(({ id, from, to }) => `${id} (${from} → ${to})`),
    },
    { title: 'failed then, not judged now (not the same as fixed)', entries: changes.notReached },
    { title: 'passed then, could not be judged now', entries: changes.noLongerJudged },
    {
      title: 'slower',
      entries: changes.slower.map(({ case: name, beforeMs, nowMs }) => `${name} (${duration(beforeMs)} → ${duration(nowMs)})`),
    },
  ].filter(({ entries }) => entries.length > 0)
}

/** The embedded chain has another port each time. */
export const isSameTarget = (url: string, { url: now, embedded }: Run['target']): boolean =>
  url === now || (embedded && /^http:\/\/127\.0\.0\.1:/.test(url))

/** Which run it is compared with, and in what that run was another kind of run. */
export function comparedWith({ comparedWith: { startedAt, url, profile, tier } }: Changes, { target, tier: now }: Run): string {
  const differences = [
    ...(isSameTarget(url, target) ? [] : [`another target, ${url}`]),
    ...(profile === target.profile ? [] : [`profile ${profile}`]),
    ...(tier === now ? [] : [`tier ${tier}`]),
  ]
  return `the run of ${startedAt}${differences.length > 0 ? ` (${differences.join(', ')})` : ''}`
}
