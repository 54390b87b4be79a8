/** A statement that asks a token service, which something stands in for. */
export interface TokenAsked {
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly element: string
  /** What the token is for; null where that is only known when a call runs. */
  readonly resource: string | null
}
