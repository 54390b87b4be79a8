import { keepHeaders, withHeaders } from '../replies.ts'
import type { Answering, HopAnswer, HopRequest } from '../serve.ts'
import { edgePage } from './pages.ts'

/** What becomes of calls that come while others are under way, or right after them. */
export type ParallelUse =
  | { readonly kind: 'as alone' }
  /** Calls to one path that overlap are made once, and all of them are given that answer, whatever was in their bodies. */
  | { readonly kind: 'made once' }
  /** After `most` calls every other is refused for so long. */
  | { readonly kind: 'limited'; readonly most: number; readonly forMs: number; readonly says: 'when' | 'nothing' }
  /** Calls beyond `most` that are under way at once fail. */
  | { readonly kind: 'overloaded'; readonly most: number; readonly answers: 'nginx 503' | 'nothing' }

export function underParallelUse(answer: Answering, use: ParallelUse): Answering {
  switch (use.kind) {
    case 'as alone':
      return answer
    case 'made once':
      return madeOnce(answer)
    case 'limited':
      return limited(answer, use)
    case 'overloaded':
      return overloaded(answer, use)
  }
}

function madeOnce(answer: Answering): Answering {
  const underWay = new Map<string, Promise<HopAnswer>>()
  return async (request) => {
    const call = `${request.method} ${request.path}`
    const made = underWay.get(call) ?? answer(request)
    underWay.set(call, made)
    try {
      return await made
    } finally {
      underWay.delete(call)
    }
  }
}

function limited(answer: Answering, { most, forMs, says }: Extract<ParallelUse, { kind: 'limited' }>): Answering {
  let calls = 0
  let closedUntil = 0
  return async (request) => {
    const now = Date.now()
    if (now >= closedUntil) calls += 1
    if (calls > most) {
      calls = 0
      closedUntil = now + forMs
    }
    if (now >= closedUntil) return answer(request)
    const page = edgePage('too many requests', request)
    const seconds = Math.ceil((closedUntil - now) / 1000)
    return says === 'when'
      ? withHeaders(page, { 'Retry-After': String(seconds) })
      : { ...page, headers: keepHeaders(page.headers, (name) => name !== 'retry-after') }
  }
}

function overloaded(answer: Answering, { most, answers }: Extract<ParallelUse, { kind: 'overloaded' }>): Answering {
  let underWay = 0
  return async (request: HopRequest) => {
    underWay += 1
    try {
      if (underWay > most) return answers === 'nothing' ? { kind: 'hang-up' } : edgePage(answers, request)
      return await answer(request)
    } finally {
      underWay -= 1
    }
  }
}
