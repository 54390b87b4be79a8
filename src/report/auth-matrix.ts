import type { AttributedExchange, Hop, Operation, Run } from '../model.ts'

/** What one credential variant got from one operation. */
export interface AuthCell {
  readonly operation: Operation
  readonly exchange: string
  /** Null when no answer came. */
  readonly status: number | null
  readonly answeredBy: Hop | 'unknown'
  /** The hop that said 401 or 403; null for every other answer. */
  readonly refusedBy: Hop | 'unknown' | null
}

export interface AuthRow {
  /** The case's name after `auth-{operation}-`: `none`, `wrong`, `right-as-api-key`... */
  readonly variant: string
  readonly cells: readonly AuthCell[]
  /** Do all operations that were asked answer alike? Null when fewer than two answers say anything of the credential. */
  readonly agree: boolean | null
}

export interface AuthMatrix {
  readonly operations: readonly Operation[]
  readonly rows: readonly AuthRow[]
}

/** Credential variants × operations, from the cases `auth-{operation}-{variant}`. */
export function authMatrix({ exchanges }: Pick<Run, 'exchanges'>): AuthMatrix {
  const sent = exchanges.flatMap((exchange) => {
    const variant = variantOf(exchange)
    return variant === null ? [] : [{ variant, cell: cellOf(exchange) }]
  })
  const variants = [...new Set(sent.map(({ variant }) => variant))]
  return {
    operations: [...new Set(sent.map(({ cell }) => cell.operation))],
    rows: variants.map((variant) => {
      const cells = sent.filter((entry) => entry.variant === variant).map(({ cell }) => cell)
      const telling = cells.filter(saysOfCredential)
      return { variant, cells, agree: telling.length < 2 ? null : new Set(telling.map(cellText)).size === 1 }
    }),
  }
}

/** A limit that was met, a hop that broke down and an answer that never came have looked at no credential. */
const saysOfCredential = ({ status }: AuthCell): boolean => status !== null && status !== 429 && status < 500

/** `401 refused by apim`, `400 from aoai`, `no answer`. */
export function cellText({ status, answeredBy, refusedBy }: AuthCell): string {
  if (status === null) return 'no answer'
  const who = answeredBy === 'unknown' ? 'an unknown hop' : answeredBy
  return refusedBy === null ? `${status} from ${who}` : `${status} refused by ${who}`
}

function variantOf({ case: id, operation, credential, sentTo }: AttributedExchange): string | null {
  const prefix = `auth-${operation}-`
  return credential !== 'unknown' && sentTo === 'target' && id.startsWith(prefix) ? id.slice(prefix.length) : null
}

function cellOf({ id, operation, response, attribution }: AttributedExchange): AuthCell {
  const status = response?.status ?? null
  const refused = status === 401 || status === 403
  return {
    operation,
    exchange: id,
    status,
    answeredBy: attribution.answeredBy,
    refusedBy: refused ? attribution.answeredBy : null,
  }
}
