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
    { title: 'still fails, at another hop', entries: changes.movedHop.map(({ id, from, to }) => `${id} (${from} → ${to})`) },
    { title: 'failed then, not judged now (not the same as fixed)', entries: changes.notReached },
    {
      title: 'slower',
      entries: changes.slower.map(({ case: name, beforeMs, nowMs }) => `${name} (${duration(beforeMs)} → ${duration(nowMs)})`),
    },
  ].filter(({ entries }) => entries.length > 0)
}

/** Which run it is compared with, and in what that run was another kind of run. */
export function comparedWith({ comparedWith: { startedAt, url, profile, tier } }: Changes, { target, tier: now }: Run): string {
  const differences = [
    ...(url === target.url || target.embedded ? [] : [`another target, ${url}`]),
    ...(profile === target.profile ? [] : [`profile ${profile}`]),
    ...(tier === now ? [] : [`tier ${tier}`]),
  ]
  return `the run of ${startedAt}${differences.length > 0 ? ` (${differences.join(', ')})` : ''}`
}
