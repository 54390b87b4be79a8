/** A command of the suite, to be run with only these variables. */
export interface Asked {
  readonly command: Command
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

export type Command = 'test' | 'gate' | 'rehearse' | 'merge'

/** What a command has said, and its exit status; null when its process broke down. */
export interface Said {
  readonly output: string
  readonly status: number | null
}

/** How a host says that a command has ended, behind all that the command itself has said. */
export const closingLine = (status: number): string => `\n=== the host has ended a run with ${status} ===\n`

/** What has been said when a command is at its end; null before. */
export function whole(said: string): Said | null {
  const [status] = [0, 1, 2].filter((one) => said.endsWith(closingLine(one)))
  return status === undefined ? null : { output: said.slice(0, -closingLine(status).length), status }
}
