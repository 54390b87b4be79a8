import { setTimeout as wait } from 'node:timers/promises'
import type { Reply } from '../serve.ts'

/** What calls that are under way at once have in common by mistake. */
export type Sharing = 'nothing' | 'answers' | 'numbers'

/** Milliseconds between an answer of the upstream and its way out, in which the next one may come. */
const HELD = 20

/** The last answer of the upstream stands in one variable of the process: who comes to fetch it gets what stands there by then. */
export function sharedAnswer(): (answer: Reply) => Promise<Reply> {
  let last: Reply
  return async (answer) => {
    last = answer
    await wait(HELD)
    return last
  }
}

/** The number is drawn anew when no call is under way: those that overlap share one. */
export function sharedNumber(draw: () => string): { readonly begin: () => string; readonly end: () => void } {
  let current = ''
  let underWay = 0
  return {
    begin: () => {
      if (underWay === 0) current = draw()
      underWay += 1
      return current
    },
    end: () => {
      underWay -= 1
    },
  }
}
