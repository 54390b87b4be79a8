/** What every server of the embedded chain has in common. */

/** A request as a hop received it, for tests that look at the wire without using the checks. */
export interface Received {
  readonly method: string
  /** Path with query, as it was on the wire. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Length of the body, bytes. */
  readonly bytes: number
}

/** A server that is listening on loopback. */
export interface RunningHop {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string
  readonly received: readonly Received[]
  /** Stops listening and drops open connections. */
  close(): Promise<void>
}
